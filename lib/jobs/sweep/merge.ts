/** All results in one file, each point once, in order. @module */

import { dirname, join } from "node:path";
import { blockCount, type BlockRange, blockRange } from "./block_size.ts";
import type { SweepFolder } from "./folder.ts";
import { type LinePlace, PartScan } from "./part_scan.ts";
import { writeFailure } from "./write_failure.ts";

const WRITE_BYTES = 1024 * 1024;
const LINE_END = new Uint8Array([0x0a]);

/** What a sweep's workers left. */
export interface MergeOptions {
  readonly folder: SweepFolder;
  readonly sweep: { readonly count: number; readonly blockSize: number };
}

/**
 * Merges the workers' files into `results.jsonl`. Of a point that several worked on, the first success counts, and
 * without one the last failure; such points come from blocks that were taken over from an owner who was taken for
 * dead, and from repeated failures.
 *
 * @returns Points that have no result; then no file is written.
 * @throws {TesseraError} `unavailable` when the file cannot be written; nothing of it is left then.
 */
export async function mergeResults({ folder, sweep }: MergeOptions): Promise<number[]> {
  const places = new Map<number, LinePlace>();
  const succeeded = new Uint8Array(sweep.count);
  await new PartScan(folder.parts).look(({ index, hasSucceeded }, place) => {
    if (index >= sweep.count || succeeded[index] === 1) return;
    if (hasSucceeded) succeeded[index] = 1;
    places.set(index, place);
  });
  const missing: number[] = [];
  for (let index = 0; index < sweep.count; index++) {
    if (!places.has(index)) missing.push(index);
  }
  if (missing.length === 0) await write(folder, sweep, places);
  return missing;
}

async function write(
  folder: SweepFolder,
  sweep: MergeOptions["sweep"],
  places: ReadonlyMap<number, LinePlace>,
): Promise<void> {
  const aside = join(dirname(folder.results), `.${crypto.randomUUID()}.part`);
  using parts = new OpenParts(folder.parts);
  try {
    using out = await Deno.open(aside, { write: true, createNew: true });
    const sink = new Sink(out);
    for (let block = 0; block < blockCount(sweep); block++) {
      for (const line of blockLines(blockRange(block, sweep), places, parts)) {
        await sink.write(line);
      }
    }
    await sink.flush();
    await out.sync();
    await Deno.rename(aside, folder.results);
  } catch (cause) {
    await Deno.remove(aside).catch(() => {}); // what went wrong before says more
    throw writeFailure(folder.results, cause);
  }
}

function* blockLines(
  { first, end }: BlockRange,
  places: ReadonlyMap<number, LinePlace>,
  parts: OpenParts,
): Generator<Uint8Array> {
  for (let index = first; index < end; index++) {
    const place = places.get(index);
    if (place !== undefined) yield parts.read(place);
  }
}

/** Files that are read at many places. */
class OpenParts implements Disposable {
  readonly #folder: string;
  readonly #files = new Map<string, Deno.FsFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  read({ part, offset, byteLength }: LinePlace): Uint8Array {
    const file = this.#open(part);
    file.seekSync(offset, Deno.SeekMode.Start);
    const line = new Uint8Array(byteLength);
    for (let done = 0; done < byteLength;) {
      const read = file.readSync(line.subarray(done));
      if (read === null) throw new Error(`"${part}" became shorter while it was read`);
      done += read;
    }
    return line;
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.values()) file.close();
  }

  #open(part: string): Deno.FsFile {
    const open = this.#files.get(part);
    if (open !== undefined) return open;
    const file = Deno.openSync(join(this.#folder, part));
    this.#files.set(part, file);
    return file;
  }
}

/** Gathers lines into large writes. */
class Sink {
  readonly #file: Deno.FsFile;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  async write(line: Uint8Array): Promise<void> {
    this.#held.push(line, LINE_END);
    this.#heldBytes += line.length + 1;
    if (this.#heldBytes >= WRITE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = new Uint8Array(this.#heldBytes);
    let at = 0;
    for (const piece of this.#held) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#held = [];
    this.#heldBytes = 0;
    for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
  }
}
