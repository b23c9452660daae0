/** Takes a function out of a module. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { EndpointFunction, EndpointFunctionName, UserModule } from "../module/user_module.ts";

/** @throws {TesseraError} `bad_input` when the module does not export it. */
export function requireFunction(module: UserModule, name: EndpointFunctionName): EndpointFunction {
  const found = module.functions[name];
  if (found !== undefined) return found;
  throw new TesseraError(
    "bad_input",
    `Cannot offer endpoint "${name}": found no export of that name in "${module.path}", expected a function`,
    { hint: `Export a function "${name}"` },
  );
}
