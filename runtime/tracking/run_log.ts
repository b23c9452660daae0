/** What a module prints: into the log as it comes, and line by line to whoever watches. @module */

import { joined } from "../../lib/core/joined.ts";
import { writeAll } from "./write_all.ts";

/** Without a line end, this much is passed on as it is. */
const MAX_LINE_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = new Uint8Array();

/** Where prints go. */
export interface RunLogOptions {
  /** Gives the log file, made on first use. */
  readonly openFile: () => Deno.FsFile;
  /** Shows whole lines at once. */
  readonly showLive: (bytes: Uint8Array) => void;
}

/**
 * The log of one run. Every byte goes into the file at once and in order; to the live side in whole
 * lines, so that those of several runs do not mix. A log that cannot be written does not fail the
 * call: that is said once, and what is printed is then only shown.
 */
export class RunLog {
  readonly #options: RunLogOptions;
  /** Shown together with the rest of its line. */
  #partial: Uint8Array = NOTHING;
  #isBroken = false;

  constructor(options: RunLogOptions) {
    this.#options = options;
  }

  /** Takes what was printed. The bytes may be changed afterwards. */
  print(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.note(bytes);
    this.#show(bytes);
  }

  /** Writes into the file alone. */
  note(bytes: Uint8Array): void {
    if (this.#isBroken) return;
    try {
      writeAll(this.#options.openFile(), bytes);
    } catch (error) {
      this.#isBroken = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.warn(`Warning: The log of this run is not complete: ${reason}`);
    }
  }

  /** Shows a line that is not the module's. */
  warn(line: string): void {
    this.#options.showLive(new TextEncoder().encode(`${line}\n`));
  }

  /** Shows the last line, which may lack its end. */
  end(): void {
    if (this.#partial.byteLength === 0) return;
    this.#options.showLive(joined(this.#partial, Uint8Array.of(LINE_FEED)));
    this.#partial = NOTHING;
  }

  #show(bytes: Uint8Array): void {
    const end = lineEnd(bytes);
    if (end > 0) {
      this.#options.showLive(joined(this.#partial, bytes.subarray(0, end)));
      this.#partial = bytes.slice(end);
    } else this.#partial = joined(this.#partial, bytes);
    if (this.#partial.byteLength <= MAX_LINE_BYTES) return;
    this.#options.showLive(this.#partial);
    this.#partial = NOTHING;
  }
}

/** Behind the last line; a progress bar ends its lines with a carriage return. */
function lineEnd(bytes: Uint8Array): number {
  return Math.max(bytes.lastIndexOf(LINE_FEED), bytes.lastIndexOf(CARRIAGE_RETURN)) + 1;
}
