/** Fewer points for a line that shows the same: the extremes of every stretch. @module */

/** A line to draw. */
export interface Line {
  readonly x: readonly number[];
  /** Null where there is no number to draw. */
  readonly y: readonly (number | null)[];
}

/** More points than this are not drawn one by one; a screen is a few thousand pixels wide. */
export const MAX_POINTS = 8_000;

/** The points of a line over its indices, every one or the smallest and largest of each stretch. */
export function lineOf(values: ArrayLike<number>, maxPoints = MAX_POINTS): Line {
  if (values.length <= maxPoints) {
    const x = Array.from({ length: values.length }, (_, index) => index);
    return { x, y: x.map((index) => finite(values[index])) };
  }
  const stretches = Math.floor(maxPoints / 2);
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * values.length) / stretches);
    const end = Math.floor(((stretch + 1) * values.length) / stretches);
    let [low, high] = [start, start];
    for (let index = start; index < end; index++) {
      const value = values[index] ?? NaN;
      if (!(value >= (values[low] ?? NaN))) low = Number.isNaN(value) ? low : index;
      if (!(value <= (values[high] ?? NaN))) high = Number.isNaN(value) ? high : index;
    }
    for (const index of [Math.min(low, high), Math.max(low, high)]) {
      if (x.at(-1) === index) continue;
      x.push(index);
      y.push(finite(values[index]));
    }
  }
  return { x, y };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
