/** The points of a sweep: a function from an index to inputs, the same wherever it is called. @module */

/** What a file of points, or a plan for them, stands for. */
export interface Points {
  readonly count: number;
  /** Members of every request beside `inputs`, such as `jac_inputs`. */
  readonly request: Readonly<Record<string, unknown>>;
  /**
   * The inputs of one point.
   *
   * @param index From 0 to `count` - 1.
   * @returns An object as JSON text, on one line.
   */
  at(index: number): string;
}

/** The body of a call for a point, as JSON text. */
export function requestText(points: Points, inputs: string): string {
  const more = Object.entries(points.request)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{"inputs":${inputs}${more.join("")}}`;
}
