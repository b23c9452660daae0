/** Options for modules in Python. @module */

import { Option } from "commander";
import type { RuntimeConfig } from "../../runtime/config/config.ts";
import { findInterpreter } from "../../runtime/python/interpreter.ts";
import type { PythonOptions } from "../../runtime/server/python_workers.ts";
import type { CliIo } from "./io.ts";

/** What commander gathers. */
export interface PythonOptionValues {
  readonly python?: string | undefined;
  readonly gpus?: string | undefined;
}

/** `--python`: the interpreter. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function pythonOption() {
  return new Option(
    "--python <path>",
    "interpreter for a module in Python (default: of the active environment, else python3)",
  );
}

/** `--gpus`: devices for the workers. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function gpusOption() {
  return new Option(
    "--gpus <list>",
    "devices to deal to the workers, such as 0,1 (Python modules)",
  );
}

/** Where debugpy listens unless the environment says otherwise; as upstream. */
const DEBUGGER = { host: "127.0.0.1", port: 5678 } as const;

/** How Python modules are run, from the command line and the environment. */
export function pythonOptions(
  values: PythonOptionValues,
  config: RuntimeConfig,
  { env }: CliIo,
): PythonOptions {
  const gpus = values.gpus?.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return {
    interpreter: findInterpreter(values.python, env),
    env,
    ...(gpus === undefined ? {} : { gpus }),
    ...(config.debug
      ? {
        debugger: {
          host: env.TESSERACT_DEBUGPY_HOST ?? DEBUGGER.host,
          port: Number(env.TESSERACT_DEBUGPY_PORT ?? DEBUGGER.port),
          wait: false,
        },
      }
      : {}),
  };
}
