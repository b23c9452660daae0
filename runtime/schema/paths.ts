/**
 * Paths into inputs and outputs: `mesh.points`, `layers.[2].weight`, `params.{layer.0}`.
 *
 * Segments are joined by dots. A segment is a name, `[n]`, or `{key}`; in a key a backslash escapes
 * the next character, and dots belong to it (upstream tesseract-core 1.15).
 *
 * @module
 */

import { isPlainObject } from "./python_words.ts";

/** One step: a field's name or a key, or an index. */
export type PathKey = string | number;

const SEGMENT =
  /(?:([\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)|\[(\d+)\]|\{((?:[^{}\\]|\\.)+)\})(\.|$)/suy;

/**
 * The steps of a path; the empty path has none and leads to the root.
 *
 * @throws {SyntaxError} When it is malformed.
 */
export function parsePath(path: string): PathKey[] {
  const keys: PathKey[] = [];
  let at = 0;
  while (at < path.length) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(path);
    if (match === null) throw malformed(path, at);
    const [whole, name, index, key = "", dot] = match;
    keys.push(name ?? (index === undefined ? unescapeKey(key) : Number(index)));
    at += whole.length;
    if (dot === "." && at === path.length) throw malformed(path, at);
  }
  return keys;
}

/** A record's key as a segment: `a}b` becomes `{a\}b}`. */
export function keySegment(key: string): string {
  return `{${key.replace(/[{}\\]/g, "\\$&")}}`;
}

/**
 * The value that a path leads to, not copied.
 *
 * @throws {SyntaxError} When the path is malformed.
 * @throws {RangeError} When it leads nowhere.
 */
export function getAtPath(tree: unknown, path: string): unknown {
  let value = tree;
  for (const key of parsePath(path)) value = memberOf(value, key, path);
  return value;
}

/** Whether a path leads to something. @throws {SyntaxError} When it is malformed. */
export function hasPath(tree: unknown, path: string): boolean {
  let value = tree;
  for (const key of parsePath(path)) {
    const member = findMember(value, key);
    if (member === undefined) return false;
    value = member.value;
  }
  return true;
}

/**
 * A copy of a tree with another value at a path. Objects and lists on the way are copied, all else
 * is shared with the given tree.
 *
 * @throws {SyntaxError} When the path is malformed.
 * @throws {RangeError} When it leads nowhere.
 */
export function setAtPath(tree: unknown, path: string, value: unknown): unknown {
  const keys = parsePath(path);
  const set = (node: unknown, depth: number): unknown => {
    const key = keys[depth];
    if (key === undefined) return value;
    return withMember(node, key, set(memberOf(node, key, path), depth + 1));
  };
  return set(tree, 0);
}

/**
 * The values at some paths, by path.
 *
 * @throws {SyntaxError} When a path is malformed.
 * @throws {RangeError} When one leads nowhere.
 */
export function flattenWithPaths(tree: unknown, paths: Iterable<string>): Record<string, unknown> {
  return Object.fromEntries(Array.from(paths, (path) => [path, getAtPath(tree, path)]));
}

function memberOf(node: unknown, key: PathKey, path: string): unknown {
  const member = findMember(node, key);
  if (member !== undefined) return member.value;
  throw new RangeError(`Cannot follow path "${path}": found nothing at "${key}"`);
}

function findMember(node: unknown, key: PathKey): { readonly value: unknown } | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if (node instanceof Map) return node.has(key) ? { value: node.get(key) } : undefined;
  const isIndex = typeof key === "number";
  if (isIndex !== Array.isArray(node) || !Object.hasOwn(node, key)) return undefined;
  return { value: (node as Record<PathKey, unknown>)[key] };
}

function withMember(node: unknown, key: PathKey, value: unknown): unknown {
  if (node instanceof Map) return new Map(node).set(key, value);
  if (Array.isArray(node)) return node.with(Number(key), value);
  const base = isPlainObject(node) ? {} : Object.create(Object.getPrototypeOf(node));
  const own = Object.getOwnPropertyDescriptors(node as object);
  const member = { value, writable: true, enumerable: true, configurable: true };
  return Object.defineProperties(base, { ...own, [key]: member });
}

function unescapeKey(key: string): string {
  return key.replace(/\\(.)/gs, "$1");
}

function malformed(path: string, at: number): SyntaxError {
  const rest = path.slice(at, at + 20);
  return new SyntaxError(
    `Cannot read path "${path}": found "${rest}", expected a name, [n] or {key}`,
  );
}
