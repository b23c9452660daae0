/** Patterns of paths such as `data/sample_*.json`, as fsspec and shells know them. @module */

import { join, parse, sep } from "node:path";

/** A pattern that matches more than this was not meant so. */
const MAX_MATCHES = 1_000_000;

const WILDCARD = /[*?[]/;

/** Whether a pattern is more than the path of one file. */
export function hasWildcard(pattern: string): boolean {
  return WILDCARD.test(pattern);
}

/** The part of an absolute pattern before its first wildcard: all matches lie in this folder. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split(sep);
  const first = parts.findIndex((part) => WILDCARD.test(part));
  return first === -1 ? pattern : parts.slice(0, first).join(sep) || parse(pattern).root;
}

/**
 * The files that an absolute pattern matches, sorted by their text (`s_10` before `s_2`).
 *
 * `*` stands for any characters of one name, `?` for one character, `[abc]`, `[a-z]` and `[!a]` for one
 * of a set, and `**` as a whole name for any number of folders, links not followed. Hidden names are
 * names like others.
 *
 * @throws {RangeError} For more than a million matches.
 */
export function expandGlob(pattern: string): string[] {
  const { root } = parse(pattern);
  const parts = pattern.slice(root.length).split(sep).filter((part) => part !== "");
  const found = new Set<string>();
  collect(root, parts, found);
  return [...found].sort((a, b) => a < b ? -1 : 1);
}

function collect(folder: string, parts: readonly string[], found: Set<string>): void {
  const [part, ...rest] = parts;
  if (part === undefined) {
    if (isFile(folder)) found.add(folder);
    if (found.size > MAX_MATCHES) {
      throw new RangeError(`The pattern matches more than ${MAX_MATCHES} files`);
    }
    return;
  }
  if (part === "**") {
    if (rest.length > 0) collect(folder, rest, found);
    for (const { name, isDirectory } of entriesOf(folder)) {
      if (isDirectory) collect(join(folder, name), parts, found);
      else if (rest.length === 0) collect(join(folder, name), rest, found);
    }
    return;
  }
  if (!WILDCARD.test(part)) return collect(join(folder, part), rest, found);
  const expression = nameExpression(part);
  for (const { name } of entriesOf(folder)) {
    if (expression.test(name)) collect(join(folder, name), rest, found);
  }
}

/** What can be listed; a folder that cannot has no matches, as in a shell. */
function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}

/** Whether there is something that can be read: a file, a pipe, a link to one. */
function isFile(path: string): boolean {
  try {
    return !Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Turns the wildcards of one name into a regular expression; everything else stands for itself. */
function nameExpression(part: string): RegExp {
  const source = part.replace(
    /\*+|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.|+(){}[\]]/g,
    (token, not: string | undefined, set: string | undefined) => {
      if (token.startsWith("*")) return ".*";
      if (token === "?") return ".";
      if (set === undefined || set === "") return `\\${token.split("").join("\\")}`;
      return `[${not === "!" ? "^" : ""}${set.replace(/[\\\]^[]/g, "\\$&")}]`;
    },
  );
  return new RegExp(`^${source}$`, "su");
}
