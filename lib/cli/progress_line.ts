/** Shows how far long work has come. @module */

import type { CliIo } from "./io.ts";

const TERMINAL_PERIOD_MS = 100;
const LOG_PERIOD_MS = 60_000;
const CLEAR_LINE = "\r\x1b[K";

/** A line that is told often and shown now and then. */
export interface ProgressLine extends Disposable {
  /** @param text Made only when it will be shown. */
  update(text: () => string): void;
}

/**
 * One line that redraws itself on a terminal and is gone at the end; elsewhere a line a minute.
 *
 * @param now A clock in milliseconds.
 */
export function progressLine(io: CliIo, now: () => number = () => performance.now()): ProgressLine {
  const periodMs = io.isErrTerminal ? TERMINAL_PERIOD_MS : LOG_PERIOD_MS;
  let lastMs = now();
  let isDrawn = false;
  return {
    update(text) {
      if (now() - lastMs < periodMs) return;
      lastMs = now();
      io.writeErr(io.isErrTerminal ? CLEAR_LINE + text() : `${text()}\n`);
      isDrawn = io.isErrTerminal;
    },
    [Symbol.dispose]() {
      if (isDrawn) io.writeErr(CLEAR_LINE);
    },
  };
}
