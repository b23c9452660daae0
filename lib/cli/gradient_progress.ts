/** Shows how far a check of gradients has come. @module */

import type { CheckProgress } from "../../runtime/gradients/plan.ts";
import type { CliIo } from "./io.ts";

const TERMINAL_PERIOD_MS = 100;
const LOG_PERIOD_MS = 60_000;
const CLEAR_LINE = "\r\x1b[K";

/** What is told after every check, and at the end. */
export interface ProgressLine extends Disposable {
  update(progress: CheckProgress): void;
}

/**
 * One line that redraws itself on a terminal; elsewhere a line a minute.
 *
 * @param now A clock in milliseconds.
 */
export function progressLine(io: CliIo, now: () => number = () => performance.now()): ProgressLine {
  const periodMs = io.isErrTerminal ? TERMINAL_PERIOD_MS : LOG_PERIOD_MS;
  let lastMs = now();
  let isDrawn = false;
  return {
    update({ endpoint, done, total, failures }) {
      if (now() - lastMs < periodMs) return;
      lastMs = now();
      const text = `Checking ${endpoint}: ${done} of ${total} (${failures} failed)`;
      io.writeErr(io.isErrTerminal ? CLEAR_LINE + text : `${text}\n`);
      isDrawn = io.isErrTerminal;
    },
    [Symbol.dispose]() {
      if (isDrawn) io.writeErr(CLEAR_LINE);
    },
  };
}
