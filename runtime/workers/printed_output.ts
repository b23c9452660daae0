/** What a Python process prints: each line to the run it belongs to, and to stderr at once. @module */

import { joined } from "../../lib/core/joined.ts";
import { showLive } from "../tracking/capture.ts";
import type { Run } from "../tracking/run.ts";

const NUL = 0;
/** `\0tessera PID NUMBER\0`, as `tessera_worker/output.py` writes it. */
const MARK_START = new TextEncoder().encode("\0tessera ");
const MAX_MARK_BYTES = 48;
const NOTHING = new Uint8Array();

/** Shares out the bytes of the process's output among its calls. */
export class PrintedOutput {
  #run: Run | undefined;
  /** The end of what came, which may be the start of a mark. */
  #held: Uint8Array = NOTHING;
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  /** What comes from here on belongs to a run. */
  beginRun(run: Run): void {
    this.#run = run;
  }

  /** What comes from here on belongs to nobody. */
  endRun(): void {
    this.#run = undefined;
  }

  /** Resolves when a mark has come: all that was printed before it was passed on. Marks are not shown. */
  until(mark: string): Promise<void> {
    if (this.#seen.delete(mark)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(mark, resolve));
  }

  /** Takes what was printed. */
  write(bytes: Uint8Array): void {
    let rest = this.#held.byteLength === 0 ? bytes : joined(this.#held, bytes);
    this.#held = NOTHING;
    for (let at = rest.indexOf(NUL); at !== -1; at = rest.indexOf(NUL)) {
      this.#show(rest.subarray(0, at));
      rest = rest.subarray(at);
      const length = markLength(rest);
      if (length === "unknown") {
        this.#held = rest.slice();
        return;
      }
      if (length === 0) this.#show(rest.subarray(0, 1));
      else this.#reach(new TextDecoder().decode(rest.subarray(0, length)));
      rest = rest.subarray(Math.max(1, length));
    }
    this.#show(rest);
  }

  #reach(mark: string): void {
    const resolve = this.#waiting.get(mark);
    if (resolve === undefined) this.#seen.add(mark);
    this.#waiting.delete(mark);
    resolve?.();
  }

  #show(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    if (this.#run === undefined) showLive(bytes);
    else this.#run.print(bytes);
  }
}

/** Bytes of the mark that the bytes begin with; 0 if they do not, unknown if too few are there. */
function markLength(bytes: Uint8Array): number | "unknown" {
  const known = Math.min(bytes.byteLength, MARK_START.byteLength);
  for (let k = 0; k < known; k++) if (bytes[k] !== MARK_START[k]) return 0;
  const end = bytes.subarray(0, MAX_MARK_BYTES).indexOf(NUL, 1);
  if (end !== -1) return end + 1;
  return bytes.byteLength < MAX_MARK_BYTES ? "unknown" : 0;
}
