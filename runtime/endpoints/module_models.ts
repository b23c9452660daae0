/** The compiled schemas of a module. @module */

import type { UserModule } from "../module/user_module.ts";
import { type CompiledModel, compileModel } from "../schema/compile.ts";
import type { ModuleModels } from "../calls/endpoint.ts";

/** Compiles the schemas of `apply` at once, those of `abstract_eval` when they are asked for. */
export function compileModels(module: UserModule): ModuleModels {
  let abstractInputs: CompiledModel | undefined;
  let abstractOutputs: CompiledModel | undefined;
  return {
    inputs: compileModel(module.inputs, "concrete"),
    outputs: compileModel(module.outputs, "concrete", { fillDefaults: false }),
    abstractInputs: () => abstractInputs ??= compileModel(module.inputs, "abstract"),
    abstractOutputs: () => abstractOutputs ??= compileModel(module.outputs, "abstract"),
  };
}
