/** Patterns over locations: `*`, `?`, `[…]` within a folder, `**` across folders. @module */

import { findScheme } from "./location.ts";
import { type OpenOptions, openStorage } from "./registry.ts";
import type { CallOptions } from "./storage.ts";
import { badLocation, StorageError } from "./storage_error.ts";

const WILDCARD = /[*?[]/;

/** A pattern that matches more than this was not meant so. */
const MAX_MATCHES = 1_000_000;

/**
 * The locations that a text means: those that match it where it is a pattern, and itself where it is not.
 *
 * @throws {StorageError} As `globLocations`; `not_found` for a single file that is not there.
 */
export async function expandLocations(
  text: string,
  options: OpenOptions & CallOptions = {},
): Promise<string[]> {
  if (isPattern(text)) return await globLocations(text, options);
  const { signal, ...openOptions } = options;
  await using storage = await openStorage(text, openOptions);
  // the beginning of reading it: a presigned URL allows nothing else
  const { body } = await storage.read(text, { range: { offsetBytes: 0, lengthBytes: 0 }, signal });
  await body.cancel();
  return [text];
}

/** Whether a location is more than one file. What follows `?` in a web address is a query, no pattern. */
export function isPattern(location: string): boolean {
  const isWeb = /^https?$/.test(findScheme(location) ?? "");
  const [path = ""] = isWeb ? location.split("?", 1) : [location];
  return WILDCARD.test(path.slice(hostEnd(path)));
}

/**
 * The locations that match a pattern, sorted by code points (`s_10` before `s_2`), as fsspec does; a folder that
 * is not there matches nothing. A backslash is no escape: `[*]` matches a star.
 *
 * @param pattern A path or a URL; its wildcards stand after the bucket or host.
 * @throws {StorageError} of the scheme; `bad_input` where a scheme has no listing, and for more than a
 * million matches.
 */
export async function globLocations(
  pattern: string,
  options: OpenOptions & CallOptions = {},
): Promise<string[]> {
  const { signal, ...openOptions } = options;
  const { folder, rest } = splitPattern(pattern);
  await using storage = await openStorage(pattern, openOptions);
  const names: string[] = [];
  const expression = globExpression(rest);
  const maxDepth = rest.includes("**") ? undefined : rest.split("/").length;
  try {
    for await (const { name } of storage.list(folder === "" ? "." : folder, { maxDepth, signal })) {
      if (expression.test(name)) names.push(name);
      if (names.length > MAX_MATCHES) throw tooMany(pattern);
    }
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== "not_found") throw error;
  }
  return names.sort(byCodePoint).map((name) => folder === "" ? name : storage.join(folder, name));
}

/** The folder above the first wildcard, and the pattern below it. */
export function splitPattern(pattern: string): { folder: string; rest: string } {
  const start = hostEnd(pattern);
  const wildcard = pattern.slice(start).search(WILDCARD);
  const slash = pattern.lastIndexOf("/", wildcard < 0 ? undefined : start + wildcard);
  if (slash < start) return { folder: pattern.slice(0, start), rest: pattern.slice(start) };
  const folder = slash === 0 ? "/" : pattern.slice(0, Math.max(slash, start));
  return { folder, rest: pattern.slice(slash + 1) };
}

/** Where the part begins that can hold wildcards: behind the bucket or host, which may be `[::1]`. */
function hostEnd(location: string): number {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(location)?.[0].length ?? 0;
}

/** The regular expression of a pattern for names with slashes between folders. */
export function globExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g,
    (token, negation: string | undefined, set: string | undefined) => {
      if (token === "**/") return "(?:.*/)?";
      if (token === "**") return ".*";
      if (token === "*") return "[^/]*";
      if (token === "?") return "[^/]";
      if (set === undefined || token === "[") return RegExp.escape(token);
      const members = set.replace(/[\\\]^[&|~]/g, "\\$&");
      return `(?!/)[${negation === "!" ? "^" : ""}${members}]`;
    },
  );
  return new RegExp(`^${source}$`, "s");
}

/** As Python sorts text: UTF-16 order differs beyond the basic plane. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const index = left.findIndex((character, k) => character !== right[k]);
  if (index < 0) return left.length - right.length;
  return (left[index]?.codePointAt(0) ?? -1) - (right[index]?.codePointAt(0) ?? -1);
}

function tooMany(pattern: string): StorageError {
  return badLocation(
    { verb: "list", location: pattern },
    `it matches more than ${MAX_MATCHES} files`,
    "Narrow the pattern",
  );
}
