/** Where a user's module is: a file, a folder, or what `TESSERACT_API_PATH` names. @module */

import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TesseraError } from "../../lib/core/errors.ts";
import { findNearestName } from "../../lib/core/nearest_name.ts";

/** What a folder's module may be called; the first that exists is taken. */
export const MODULE_NAMES: readonly string[] = [
  "tesseract_api.ts",
  "tesseract_api.js",
  "tesseract_api.mjs",
  "tesseract_api.mts",
  "tesseract_api.py",
];
/** Endings of files that can be loaded as a module. */
export const MODULE_ENDINGS: readonly string[] = [".ts", ".js", ".mjs", ".mts", ".py"];

const HINT = "Name the module's file or folder, or set TESSERACT_API_PATH";

/**
 * Finds the file of a module.
 *
 * Without a target, `TESSERACT_API_PATH` says where it is, and without that the working folder is
 * searched. A target or variable may be a file with any name, or a folder that holds a
 * `tesseract_api` file.
 *
 * @param target Path as the user wrote it, relative to the working folder; a `file:` URL will do.
 * @param env Environment variables.
 * @returns Absolute path of an existing file; links are kept as they are.
 * @throws {TesseraError} `not_found` when there is no such file; `bad_input` when it is something
 * that cannot be loaded.
 */
export async function locateModule(
  target: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (target !== undefined && target !== "") return await locate(target, `"${target}"`);
  const named = env.TESSERACT_API_PATH;
  if (named !== undefined && named !== "") {
    return await locate(named, `"${named}" (TESSERACT_API_PATH)`);
  }
  return await locate(".", "a module");
}

/** @param label How a message calls what is looked for. */
async function locate(target: string, label: string): Promise<string> {
  const path = resolve(target.startsWith("file:") ? fileURLToPath(target) : target);
  const kind = await kindOf(path);
  if (kind === "folder") return await locateInFolder(path, label);
  if (kind === "missing") throw await missing(path, label);
  checkEnding(path, label);
  return path;
}

async function locateInFolder(folder: string, label: string): Promise<string> {
  for (const name of MODULE_NAMES) {
    const path = join(folder, name);
    if (await kindOf(path) === "file") return path;
  }
  const [first, ...others] = MODULE_NAMES;
  throw new TesseraError(
    "not_found",
    `Cannot find ${label}: found no module in the folder "${folder}", expected ${first} ` +
      `(or ${others.join(", ")})`,
    { hint: HINT },
  );
}

function checkEnding(path: string, label: string): void {
  const ending = extname(path).toLowerCase();
  if (MODULE_ENDINGS.includes(ending)) return;
  throw new TesseraError(
    "bad_input",
    `Cannot use ${label} as a module: found a file that ends in "${ending}", ` +
      `expected one of ${MODULE_ENDINGS.join(", ")}`,
  );
}

/** Whether a module runs in a Python process; the others run in a thread. */
export function isPython(modulePath: string): boolean {
  return extname(modulePath).toLowerCase() === ".py";
}

async function missing(path: string, label: string): Promise<TesseraError> {
  const nearest = findNearestName(basename(path), await namesIn(dirname(path)));
  return new TesseraError(
    "not_found",
    `Cannot find ${label}: found nothing at "${path}", expected a module's file or folder`,
    { hint: nearest === undefined ? HINT : `Did you mean "${join(dirname(path), nearest)}"?` },
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch {
    return []; // only used to suggest a name
  }
}

async function kindOf(path: string): Promise<"file" | "folder" | "missing"> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory;
    if (isMissing) return "missing";
    throw new TesseraError("denied", `Cannot look at "${path}"`, { cause });
  }
}
