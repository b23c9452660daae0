/** Loads a user's module of TypeScript or JavaScript into this thread. @module */

import { resolve } from "node:path";
import { hasDifferentiableArray } from "../schema/leaves.ts";
import { checkContract } from "./contract.ts";
import { moduleLoader } from "./loader.ts";
import type { UserModule } from "./user_module.ts";

/**
 * Runs a module and checks what it exports.
 *
 * Types are stripped in memory, `"tessera"` and `"zod"` are the executable's own copies, other files
 * come from the disk by relative path; nothing is written beside them. Stack traces, `import.meta` and
 * messages speak of the user's own files, lines and columns.
 *
 * @param path Of the module's file, as `locateModule` gives it.
 * @param options Whether a debugger may attach: it then knows the user's files by their own URLs.
 * @throws {TesseraError} `bad_input` for a file that cannot be read, a mistake in its syntax or imports,
 * or exports that do not fit; `failed` when the module throws, with what it threw as the cause.
 */
export async function loadModule(
  path: string,
  options: { forDebugger?: boolean } = {},
): Promise<UserModule> {
  const file = resolve(path);
  const { namespace, source } = await moduleLoader().loadEntry(file, options);
  return checkContract(namespace, { path: file, source, isDifferentiable: hasDifferentiableArray });
}
