/** The results of one worker, in the order in which it got them. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { formatResult, type PointResult } from "./result_line.ts";

const encoder = new TextEncoder();

/** Appends to a file that nobody else writes to. Each line is written at once, so a kill can tear only the last. */
export class PartFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /** @param worker Name of the owner, which no other process has. */
  constructor(parts: string, worker: string) {
    this.#path = join(parts, `part-${worker}.jsonl`);
    this.#file = Deno.openSync(this.#path, { append: true, create: true });
  }

  /** @throws {TesseraError} `unavailable` when the disk is full, or gone. */
  append(result: PointResult): void {
    const bytes = encoder.encode(formatResult(result));
    try {
      for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    } catch (cause) {
      throw this.#unwritable(cause);
    }
  }

  /** Returns when everything is on the disk. */
  async sync(): Promise<void> {
    try {
      await this.#file.syncData();
    } catch (cause) {
      throw this.#unwritable(cause);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #unwritable(cause: unknown): TesseraError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new TesseraError("unavailable", `Cannot write results to "${this.#path}": ${reason}`, {
      hint: "Free some space, then go on with --resume: what was written before is kept",
      cause,
    });
  }
}
