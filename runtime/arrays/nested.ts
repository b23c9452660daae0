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

/** Nested lists of a shape from its elements in C order; the element itself for no dimensions. */
export function toNested<T>(shape: readonly number[], elements: readonly T[]): unknown {
  let lists: readonly unknown[] = elements;
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis] ?? 0;
    const flat = lists;
    lists = Array.from(
      { length: sizeBefore(shape, axis) },
      (_, k) => flat.slice(k * length, (k + 1) * length),
    );
  }
  return shape.length === 0 ? lists[0] : lists;
}

function sizeBefore(shape: readonly number[], axis: number): number {
  return shape.slice(0, axis).reduce((product, length) => product * length, 1);
}
