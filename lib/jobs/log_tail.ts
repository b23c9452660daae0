/** Reading a log that grows: whole lines, from a given place, however the file is cut into reads. @module */

import { joined } from "../core/joined.ts";

const READ_BYTES = 64 * 1024;
/** A longer line is given in pieces, so that a program that never ends its line cannot fill the memory. */
const MAX_LINE_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** The lines of one file, as far as they were read. */
export class LogTail {
  readonly #path: string;
  readonly #decoder = new TextDecoder();
  #offset = 0;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** @param path The file; it need not be there yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Skips all but the last lines of what is there now. */
  async skipToLast(lineCount: number): Promise<void> {
    using file = await openIfThere(this.#path);
    if (file !== undefined) this.#offset = await offsetOfLast(file, lineCount);
  }

  /** Lines that have come since the last call, those of one read of the file at a time. */
  async *newLines(): AsyncGenerator<string[]> {
    using file = await openIfThere(this.#path);
    if (file === undefined) return;
    const { size } = await file.stat();
    // a job that was started again may have written the file anew
    if (size < this.#offset) this.#offset = 0;
    await file.seek(this.#offset, Deno.SeekMode.Start);
    const buffer = new Uint8Array(READ_BYTES);
    for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
      this.#offset += count;
      yield [...this.#split(buffer.subarray(0, count))];
    }
  }

  /** What stands after the last line end, if anything does: for when no more will come. */
  lastPiece(): string | undefined {
    if (this.#rest.length === 0) return undefined;
    const text = this.#decoder.decode(this.#rest);
    this.#rest = new Uint8Array(0);
    return text;
  }

  *#split(bytes: Uint8Array<ArrayBuffer>): Generator<string> {
    let at = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, at)) {
      yield this.#decoder.decode(joined(this.#rest, bytes.subarray(at, end)));
      this.#rest = new Uint8Array(0);
      at = end + 1;
    }
    this.#rest = joined(this.#rest, bytes.subarray(at));
    if (this.#rest.length > MAX_LINE_BYTES) yield this.lastPiece() ?? "";
  }
}

/** Where the last lines begin; a line end at the very end of the file ends the last one. */
async function offsetOfLast(file: Deno.FsFile, lineCount: number): Promise<number> {
  const { size } = await file.stat();
  let missing = lineCount;
  const buffer = new Uint8Array(READ_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - READ_BYTES);
    const count = await readAt(file, buffer.subarray(0, end - start), start);
    for (let at = count - 1; at >= 0; at--) {
      const isLineEnd = buffer[at] === LINE_FEED && start + at !== size - 1;
      if (isLineEnd && --missing === 0) return start + at + 1;
    }
    end = start;
  }
  return lineCount === 0 ? size : 0;
}

async function readAt(
  file: Deno.FsFile,
  target: Uint8Array<ArrayBuffer>,
  start: number,
): Promise<number> {
  await file.seek(start, Deno.SeekMode.Start);
  let done = 0;
  while (done < target.length) {
    const count = await file.read(target.subarray(done));
    if (count === null) break;
    done += count;
  }
  return done;
}

async function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
