/** The differentiable paths of a module's inputs and outputs. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { CompiledModel } from "../schema/compile.ts";
import { DifferentiablePaths } from "../calls/differentiable_paths.ts";
import type { EndpointSetting } from "../calls/endpoint.ts";

/** What the gradient endpoints of one module share. */
export interface GradientPaths {
  readonly inputs: DifferentiablePaths;
  readonly outputs: DifferentiablePaths;
}

/** @throws {TesseraError} `bad_input` when a schema has no differentiable leaf. */
export function gradientPaths(setting: EndpointSetting, endpoint: string): GradientPaths {
  const of = (schema: "InputSchema" | "OutputSchema", model: CompiledModel) => {
    const paths = new DifferentiablePaths(model);
    if (paths.leaves.length > 0) return paths;
    throw new TesseraError(
      "bad_input",
      `Cannot offer endpoint "${endpoint}": found no differentiable array in ${schema} of ` +
        `"${setting.module.path}", expected at least one`,
      { hint: "Mark arrays with differentiable(array(…)), or remove the function" },
    );
  };
  return {
    inputs: of("InputSchema", setting.models.inputs),
    outputs: of("OutputSchema", setting.models.outputs),
  };
}
