/** Files without which a module cannot work. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { resolvePath } from "../schema/path_schema.ts";

const thread = { isSkipping: false };

/**
 * Says that a module needs a file of the input path (`--input-path`), and gives its absolute path. Call
 * it at the top of the module, so that a missing file is found before the first request.
 *
 * Where a module is only described or built (`tessera openapi`, `_TESSERACT_IS_BUILDING=1`), nothing is
 * checked and the path comes back as it is.
 *
 * @param path Relative to the input path, or absolute inside it.
 * @throws {TesseraError} `not_found` when there is no such file; `denied` when it is elsewhere.
 */
export function requireFile(path: string): string {
  if (thread.isSkipping || Deno.env.get("_TESSERACT_IS_BUILDING") === "1") return path;
  const found = resolvePath(path, "input", { mustExist: false });
  if (typeof found !== "string") {
    throw new TesseraError("denied", `Cannot require file "${path}": ${found.problem}`);
  }
  if (isFile(found)) return found;
  throw new TesseraError("not_found", `Required file not found: ${found}`, {
    hint: "Say where the module's files are with --input-path",
  });
}

/** From now on `requireFile` checks nothing in this thread: modules are only described. */
export function skipRequiredFiles(): void {
  thread.isSkipping = true;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
