/** A stand-in for the process, for tests. @module */

import type { CliIo } from "./io.ts";

/** What a command wrote, and the process it thinks it runs in. */
export interface CapturedIo extends CliIo {
  /** Everything written to stdout so far. */
  out(): string;
  /** Everything written to stderr so far. */
  err(): string;
}

/** What {@linkcode captureIo} starts from. */
export interface CaptureOptions {
  /** Environment; empty unless given. */
  env?: Record<string, string>;
  /** What stdin holds. */
  stdin?: string;
  /** Width of a terminal for stdout; none unless given. */
  outColumns?: number;
  /** An interrupt to come. */
  signal?: AbortSignal;
}

/** Keeps output in memory; hosts modules without redirecting anything. */
export function captureIo(options: CaptureOptions = {}): CapturedIo {
  const decoder = new TextDecoder();
  let out = "";
  let err = "";
  return {
    env: options.env ?? {},
    isErrTerminal: false,
    outColumns: options.outColumns,
    signal: options.signal ?? new AbortController().signal,
    writeOut: (bytes) => void (out += decoder.decode(bytes, { stream: true })),
    writeErr: (text) => void (err += text),
    readStdin: () => Promise.resolve(new TextEncoder().encode(options.stdin ?? "")),
    hostModule: () => ({ [Symbol.dispose]: () => {} }),
    catchInterrupts: () => ({ [Symbol.dispose]: () => {} }),
    limitTime: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    out: () => out,
    err: () => err,
  };
}
