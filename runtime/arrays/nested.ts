/** Between nested lists and flat ones. @module */

/** Nested lists deeper than this are refused; numpy stops at 64 dimensions. */
export const MAX_DIMENSIONS = 64;

/** Lists of lists that have no rectangular shape. */
export class RaggedError extends RangeError {
  override readonly name = "RaggedError";

  /** @param shape The axes on which the lists still agreed. */
  constructor(shape: readonly number[]) {
    // the words of numpy 2, which clients know
    super(
      "setting an array element with a sequence. The requested array has an inhomogeneous shape " +
        `after ${shape.length} dimensions. The detected shape was ` +
        `(${shape.join(", ")}${shape.length === 1 ? "," : ""}) + inhomogeneous part.`,
    );
  }
}

/** Shape and elements, in C order, of nested lists; @throws {RaggedError} */
export function flatten(nested: unknown): { shape: number[]; elements: unknown[] } {
  if (!Array.isArray(nested)) return { shape: [], elements: [nested] };
  const shape: number[] = [];
  let level: unknown[] = [nested];
  while (level.length > 0 && level.every(Array.isArray)) {
    const lists = level as unknown[][];
    const length = lists[0]?.length ?? 0;
    if (lists.some((list) => list.length !== length)) throw new RaggedError(shape);
    if (shape.length >= MAX_DIMENSIONS) throw new RaggedError(shape);
    shape.push(length);
    level = lists.length === 1 ? lists[0] ?? [] : lists.flat();
    // a single huge list of numbers is checked by its first element only here, then below
    if (!Array.isArray(level[0])) break;
  }
  if (level.some(Array.isArray)) throw new RaggedError(shape);
  return { shape, elements: level };
}

/** Nested lists of a shape; `element(k)` gives element k in C order. */
export function toNested<T>(shape: readonly number[], element: (k: number) => T): T | never[] {
  let k = 0;
  const build = (axis: number): unknown => {
    const length = shape[axis];
    if (length === undefined) return element(k++);
    const list: unknown[] = new Array(length);
    for (let at = 0; at < length; at++) list[at] = build(axis + 1);
    return list;
  };
  return build(0) as T;
}
