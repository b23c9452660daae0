/** One point's result, as a line of JSON. @module */

/** What became of a point. */
export interface PointResult {
  readonly index: number;
  /** Inputs as they were given: JSON text. */
  readonly inputs: string;
  /** Outputs as JSON text, or why there are none. */
  readonly outcome:
    | { readonly status: "succeeded"; readonly outputs: string }
    | { readonly status: "failed"; readonly error: string };
  /** How often it was tried. */
  readonly attempts: number;
  /** How long the last attempt took. */
  readonly seconds: number;
}

/** The line, with its line end. Index and status stand first: {@linkcode readHead} depends on it. */
export function formatResult({ index, inputs, outcome, attempts, seconds }: PointResult): string {
  const { status } = outcome;
  const outputs = outcome.status === "succeeded" ? outcome.outputs : "null";
  const error = outcome.status === "failed" ? JSON.stringify(outcome.error) : "null";
  return `{"index":${index},"status":"${status}","inputs":${inputs},"outputs":${outputs},` +
    `"error":${error},"attempts":${attempts},"seconds":${Number(seconds.toFixed(6))}}\n`;
}

/** What can be told of a line without parsing it. */
export interface ResultHead {
  readonly index: number;
  readonly hasSucceeded: boolean;
}

const HEAD = /^\{"index":(\d+),"status":"(succeeded|failed)",/;
/** More than the longest head. */
const HEAD_BYTES = 64;
const decoder = new TextDecoder();

/**
 * Reads the head of a line.
 *
 * @param line Without its line end.
 * @returns Nothing for what was not written whole: a machine that died may leave zeros in a file.
 */
export function readHead(line: Uint8Array): ResultHead | undefined {
  const [, index, status] = HEAD.exec(decoder.decode(line.subarray(0, HEAD_BYTES))) ?? [];
  if (index === undefined || line.at(-1) !== CLOSING_BRACE || line.includes(0)) return undefined;
  return { index: Number(index), hasSucceeded: status === "succeeded" };
}

const CLOSING_BRACE = 0x7d;
