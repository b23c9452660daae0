/** Opens a module for calls within this process. @module */

import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { checkContract } from "../module/contract.ts";
import { loadModule } from "../module/load.ts";
import { locateModule } from "../module/locate.ts";
import type { UserModule } from "../module/user_module.ts";
import { hasDifferentiableArray } from "../schema/leaves.ts";
import { ModuleTransport } from "./module_transport.ts";
import type { ModuleExports } from "./tessera.ts";

/**
 * Loads a module from a path, or takes the exports of one that is loaded.
 *
 * @throws {TesseraError} When it cannot be found or loaded, or is not a module.
 */
export async function openModule(module: string | ModuleExports): Promise<ModuleTransport> {
  return new ModuleTransport(await userModuleOf(module), resolveConfig({}, PATH_POLICIES.command));
}

async function userModuleOf(module: string | ModuleExports): Promise<UserModule> {
  if (typeof module === "string") return await loadModule(await locateModule(module, {}));
  return checkContract({ ...module }, {
    path: "module",
    source: "",
    isDifferentiable: hasDifferentiableArray,
  });
}
