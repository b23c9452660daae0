/** The results of one worker, in the order in which it got them. @module */

import { join } from "node:path";
import { formatResult, type PointResult } from "./result_line.ts";
import { writeFailure } from "./write_failure.ts";

const encoder = new TextEncoder();

/** Appends to a file that nobody else writes to. Each line is written at once, so a kill can tear only the last. */
export class PartFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /**
   * @param worker Name of the owner, which no other process has.
   * @throws {TesseraError} `unavailable` when the file cannot be made.
   */
  constructor(parts: string, worker: string) {
    this.#path = join(parts, `part-${worker}.jsonl`);
    try {
      this.#file = Deno.openSync(this.#path, { append: true, create: true });
    } catch (cause) {
      throw writeFailure(this.#path, cause);
    }
  }

  /** @throws {TesseraError} `unavailable` when the disk is full, or gone. */
  append(result: PointResult): void {
    const bytes = encoder.encode(formatResult(result));
    try {
      for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    } catch (cause) {
      throw writeFailure(this.#path, cause);
    }
  }

  /** Returns when everything is on the disk. */
  async sync(): Promise<void> {
    try {
      await this.#file.syncData();
    } catch (cause) {
      throw writeFailure(this.#path, cause);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
