/**
 * Paths into inputs and outputs: `mesh.points`, `layers.[2].weight`, `params.{layer.0}`.
 *
 * A path is segments joined by dots; a segment is a name, `[n]`, or `{key}` in which a backslash
 * escapes the next character (docs/wire-format.md, "Paths").
 *
 * @module
 */

/** One step of a path. */
export type PathSegment =
  /** A field of a model, or a key of a dict. */
  | { readonly kind: "name"; readonly key: string }
  /** An item of a list. */
  | { readonly kind: "index"; readonly key: number }
  /** A key of a dict. */
  | { readonly kind: "key"; readonly key: string };

const SEGMENT = /([\p{L}_][\p{L}\p{N}_]*)|\[(\d+)\]|\{((?:[^{}\\]|\\.)+)\}/suy;

/** The steps of a path; the empty path has none. @throws {SyntaxError} When it is malformed. */
export function parsePath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  for (let at = 0; at < path.length;) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(path);
    const end = SEGMENT.lastIndex;
    const isWhole = match !== null && (end === path.length || path[end] === ".");
    if (match === null || !isWhole || end === path.length - 1) throw malformed(path, at);
    segments.push(segmentOf(match));
    at = end + 1;
  }
  return segments;
}

/** Writes a dict key as a segment. */
export function escapeKey(key: string): string {
  return `{${key.replace(/[{}\\]/g, "\\$&")}}`;
}

/**
 * What a path leads to.
 *
 * @throws {SyntaxError} When the path is malformed.
 * @throws {RangeError} When there is nothing.
 */
export function getAtPath(tree: unknown, path: string): unknown {
  return parsePath(path).reduce((node, segment) => step(node, segment, path), tree);
}

/** Whether a path leads to something. @throws {SyntaxError} When it is malformed. */
export function hasPath(tree: unknown, path: string): boolean {
  let node = tree;
  for (const { key } of parsePath(path)) {
    if (!hasOwn(node, key)) return false;
    node = (node as { readonly [key: string | number]: unknown })[key];
  }
  return true;
}

/**
 * A copy of a tree with another value at a path; what does not lie on the path is shared.
 *
 * @throws {SyntaxError} When the path is malformed.
 * @throws {RangeError} When there is nothing to replace.
 */
export function setAtPath(tree: unknown, path: string, value: unknown): unknown {
  return replace(tree, parsePath(path), value, path);
}

/** The values at some paths. @throws {RangeError} When one of them leads nowhere. */
export function flattenWithPaths(tree: unknown, paths: Iterable<string>): Map<string, unknown> {
  return new Map(Array.from(paths, (path) => [path, getAtPath(tree, path)]));
}

function replace(
  node: unknown,
  [segment, ...rest]: readonly PathSegment[],
  value: unknown,
  path: string,
): unknown {
  if (segment === undefined) return value;
  const inner = replace(step(node, segment, path), rest, value, path);
  if (Array.isArray(node)) return node.with(segment.key as number, inner);
  return { ...node as object, [segment.key]: inner };
}

function step(node: unknown, { key }: PathSegment, path: string): unknown {
  if (!hasOwn(node, key)) {
    throw new RangeError(`Cannot follow path "${path}": found nothing at "${key}"`);
  }
  return (node as { readonly [key: string | number]: unknown })[key];
}

function hasOwn(node: unknown, key: string | number): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node) !== (typeof key === "number")) return false;
  return Object.hasOwn(node, key);
}

function segmentOf(match: RegExpExecArray): PathSegment {
  const [, name, index, key = ""] = match;
  if (name !== undefined) return { kind: "name", key: name };
  if (index !== undefined) return { kind: "index", key: Number(index) };
  return { kind: "key", key: key.replace(/\\(.)/gs, "$1") };
}

function malformed(path: string, at: number): SyntaxError {
  return new SyntaxError(
    `Cannot read path "${path}": found "${path.slice(at, at + 20)}", expected a name, [n] or {key}`,
  );
}
