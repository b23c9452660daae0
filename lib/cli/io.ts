/** Everything a command touches outside the program, so that tests can stand in for it. @module */

/** The process as commands see it. */
export interface CliIo {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr is a terminal, where progress may redraw itself. */
  readonly isErrTerminal: boolean;
  /** Width of the terminal that stdout is; undefined when it is none. */
  readonly outColumns: number | undefined;
  /** Aborted when the user interrupts; only commands that {@linkcode catchInterrupts} see it. */
  readonly signal: AbortSignal;
  /**
   * Writes all of `bytes` to stdout, which carries results and nothing else.
   *
   * @throws {Deno.errors.BrokenPipe} When the reader went away.
   */
  writeOut(bytes: Uint8Array): void;
  /** Writes text to stderr; a closed stderr is nobody's problem. */
  writeErr(text: string): void;
  /** All of stdin. */
  readStdin(): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * To be held while code of the user's module can run: what it prints goes to stderr, and a module
   * that ends the process, or leaves nothing to wait for, is reported instead of passing for done.
   */
  hostModule(): Disposable;
  /** From now until disposed, the first Ctrl-C aborts {@linkcode signal} instead of ending us. */
  catchInterrupts(): Disposable;
  /** Ends the process with exit code 124 and `message` after `limitMs`, even out of a busy loop. */
  limitTime(limitMs: number, message: string): Promise<AsyncDisposable>;
}

const encoder = new TextEncoder();

/** Text to stdout. */
export function writeOutText(io: CliIo, text: string): void {
  io.writeOut(encoder.encode(text));
}
