/** The files of lazy sequences: which a pattern means, and the items in them. @module */

import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { blockingReader } from "../../lib/storage/blocking/blocking_reader.ts";
import { folderOfLocation, isRemote, redactLocation } from "../../lib/storage/location.ts";
import { StorageError } from "../../lib/storage/storage_error.ts";
import { resolveInside } from "../files/confined_path.ts";
import { expandGlob, fixedPart, hasWildcard } from "../files/glob.ts";
import { BodyReader } from "../payload/body_reader.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import { currentConfig } from "../tracking/current_config.ts";
import { runSchema } from "./fault.ts";
import { errorItems } from "./issues.ts";
import { newState, type ParseContext } from "./parse_context.ts";

/** The files of one lazy sequence. */
export interface ItemFiles {
  /** Absolute paths or URLs, sorted. */
  readonly files: readonly string[];
  /** How items are read, but for the folder of each. */
  readonly context: ParseContext;
}

/** Finds the files that a pattern, without its `@`, means. */
export function expandItemPattern(
  pattern: string,
  ctx: ParseContext,
): ItemFiles | { readonly problem: string } {
  const config = currentConfig();
  const isAnywhere = ctx.roots === null || config.allowAnyPath;
  const given = ctx.roots ?? [];
  const roots = given.length > 0 ? given : [config.inputPath, config.outputPath];
  const base = ctx.baseDir === "/" ? config.inputPath : ctx.baseDir;
  const url = remotePattern(pattern, ctx);
  if (url !== undefined) {
    const allowUrls = ctx.allowUrls || config.allowUrls;
    return expandRemote(url, { ...ctx, roots: isAnywhere ? null : roots, allowUrls });
  }
  const path = pattern.startsWith("file://") ? fileURLToPath(pattern) : pattern;
  if (isAnywhere) {
    // as upstream, a command's user means the working folder; the input path is a second guess
    const files = expandGlob(resolve(path));
    const context = { ...ctx, roots: null };
    if (files.length > 0 || isAbsolute(path)) return checked(files, pattern, context);
    return checked(expandGlob(resolve(base, path)), pattern, context);
  }
  const isAllowed = (file: string) => roots.some((root) => resolveInside(root, file) !== undefined);
  const absolute = resolve(base, path);
  const outside = { problem: `"@${pattern}" is outside the folders that requests may read` };
  // before files are looked for: nobody is to learn which exist elsewhere
  if (!isAllowed(fixedPart(absolute))) return outside;
  const files = expandGlob(absolute);
  return files.every(isAllowed) ? checked(files, pattern, { ...ctx, roots }) : outside;
}

/**
 * Reads one item.
 *
 * @throws {TesseraError} `bad_input` for a file that cannot be read, is not JSON, or holds no item.
 */
export function loadItem(
  file: string,
  { index, element, context }: {
    index: number;
    element: z.core.$ZodType;
    context: ParseContext;
  },
): unknown {
  const fail = (problem: string, cause?: unknown) =>
    new TesseraError(
      "bad_input",
      `Cannot read item ${index} of a lazy sequence from "${redactLocation(file)}": ${problem}`,
      { cause },
    );
  let raw: unknown;
  try {
    raw = readJson(file);
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw fail(`${error.message} at character ${error.offset}, expected JSON`);
    }
    throw fail(error instanceof Error ? error.message : String(error), error);
  }
  const baseDir = isRemote(file) ? folderOfLocation(file) : dirname(file);
  const tessera: ParseContext = { ...context, baseDir, fromAttributes: false };
  const tesseraState = newState({ fillDefaults: true });
  const found = runSchema(element, raw, { async: false, tessera, tesseraState });
  if (found.issues.length === 0) return found.value;
  const faults = errorItems(found.issues, raw).map(({ loc, msg }) =>
    loc.length === 0 ? msg : `${loc.join(".")}: ${msg}`
  );
  throw fail(faults.join("; "));
}

function readJson(file: string): unknown {
  const bytes = isRemote(file) ? blockingReader.read(file) : Deno.readFileSync(file);
  const reader = new BodyReader({ exact: true, byteLength: bytes.byteLength });
  reader.write(bytes);
  return reader.end();
}

/** A pattern of URLs; within an item on another machine also one that is relative to it. */
function remotePattern(pattern: string, { baseDir }: ParseContext): string | undefined {
  if (isRemote(pattern)) return pattern;
  const isRelative = !pattern.startsWith("file://") && !isAbsolute(pattern);
  return isRelative && isRemote(baseDir) ? `${baseDir}/${pattern}` : undefined;
}

/** What is listed now is read when somebody asks for it. */
function expandRemote(
  pattern: string,
  context: ParseContext,
): ItemFiles | { readonly problem: string } {
  if (!context.allowUrls) {
    return {
      problem: `"@${redactLocation(pattern)}" is a URL, expected a pattern of local files ` +
        "(a server that is started with --allow-urls reads URLs, too)",
    };
  }
  try {
    return { files: blockingReader.expand(pattern), context };
  } catch (error) {
    if (error instanceof StorageError) return { problem: error.message };
    throw error;
  }
}

/** A pattern may match nothing; a single file that is not there is a mistake. */
function checked(
  files: readonly string[],
  pattern: string,
  context: ParseContext,
): ItemFiles | { readonly problem: string } {
  if (files.length > 0 || hasWildcard(pattern)) return { files, context };
  return { problem: `"@${pattern}" is not there, expected a file or a pattern such as "@*.json"` };
}
