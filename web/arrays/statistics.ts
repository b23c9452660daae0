/** What one wants to know of an array before looking at it. @module */

/** Extremes and mean of the elements that are numbers. */
export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Elements that are NaN or infinite, which do not count in the others. */
  readonly nonFiniteCount: number;
}

/** Summarizes numbers; undefined when none of them is finite. */
export function statisticsOf(values: ArrayLike<number>): Statistics | undefined {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  if (count === 0) return undefined;
  return { min, max, mean: sum / count, nonFiniteCount: values.length - count };
}
