/** Minimizes a function by its gradient: the method of Broyden, Fletcher, Goldfarb and Shanno. */

/** A function's value and gradient at a point. */
export interface Sample {
  readonly at: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
}

/** What to minimize, from where, and when to stop. */
export interface Search {
  readonly start: readonly number[];
  readonly maxSteps: number;
  /** Ends when no derivative is larger. */
  readonly tolerance: number;
  evaluate(at: readonly number[]): Promise<Sample>;
  /** Told of the start and of every step. */
  onStep(step: number, sample: Sample): void;
}

/** A step must gain at least this share of what the slope promises. */
const LEAST_GAIN = 1e-4;
const MAX_HALVINGS = 40;

/** Goes downhill until the slope is gone; the last point, whether or not it is flat there. */
export async function minimize(search: Search): Promise<Sample> {
  let here = await search.evaluate(search.start);
  // the first step has length 1, as nothing is known of the curvature
  let inverse = diagonal(here.at.length, 1 / Math.hypot(...here.gradient));
  search.onStep(0, here);
  for (let step = 1; step <= search.maxSteps && !isFlat(here, search.tolerance); step++) {
    const direction = inverse.map((row) => -dot(row, here.gradient));
    const next = await downhill(search, here, direction);
    if (next === undefined) break;
    inverse = updated(inverse, minus(next.at, here.at), minus(next.gradient, here.gradient));
    here = next;
    search.onStep(step, here);
  }
  return here;
}

/** Whether a point is a minimum, as far as its slope tells. */
export function isFlat({ gradient }: Sample, tolerance: number): boolean {
  return gradient.every((slope) => Math.abs(slope) <= tolerance);
}

/** Halves a step until it gains something; nothing where no step does, as the numbers end there. */
async function downhill(
  { evaluate }: Search,
  here: Sample,
  direction: readonly number[],
): Promise<Sample | undefined> {
  const slope = dot(direction, here.gradient);
  for (let halvings = 0; halvings < MAX_HALVINGS; halvings++) {
    const length = 0.5 ** halvings;
    const next = await evaluate(here.at.map((x, k) => x + length * (direction[k] ?? 0)));
    if (next.value <= here.value + LEAST_GAIN * length * slope) return next;
  }
  return undefined;
}

/** The estimate of the inverse Hessian after a step `moved`, over which the gradient changed by `change`. */
function updated(
  inverse: readonly (readonly number[])[],
  moved: readonly number[],
  change: readonly number[],
): number[][] {
  const curvature = dot(moved, change);
  if (curvature <= 0) return inverse.map((row) => [...row]);
  const bent = inverse.map((row) => dot(row, change));
  const factor = (1 + dot(change, bent) / curvature) / curvature;
  return inverse.map((row, i) =>
    row.map((value, j) => {
      const [si, sj, bi, bj] = [moved[i] ?? 0, moved[j] ?? 0, bent[i] ?? 0, bent[j] ?? 0];
      return value + factor * si * sj - (bi * sj + si * bj) / curvature;
    })
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((x, k) => x - (b[k] ?? 0));
}

function diagonal(size: number, value: number): number[][] {
  return Array.from(
    { length: size },
    (_, i) => Array.from({ length: size }, (_, j) => i === j ? value : 0),
  );
}
