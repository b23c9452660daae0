/** Files in memory through which large arrays reach a Python process and come back. @module */

import { join } from "node:path";
import type { ByteSource } from "../payload/segments.ts";

const MEMORY = "/dev/shm";
/** Arrays begin where every dtype may. */
const ALIGN_BYTES = 64;

/** Where an array is in a file. */
export type Place = readonly [offset: number, byteLength: number];

/** One direction: a file that has a name only until it is given away. */
export class SharedFile implements Disposable {
  readonly #file: Deno.FsFile;
  readonly path: string;
  #isNamed = true;

  constructor() {
    const folder = hasMemory() ? { dir: MEMORY } : {};
    this.path = Deno.makeTempFileSync({ ...folder, prefix: "tessera-" });
    this.#file = Deno.openSync(this.path, { read: true, write: true });
  }

  /** Takes its name away: whoever has it open keeps it. */
  unlink(): void {
    if (this.#isNamed) Deno.removeSync(this.path);
    this.#isNamed = false;
  }

  /** Writes arrays one after the other from the start, and says where each one is. */
  writeAll(arrays: readonly Uint8Array[]): Place[] {
    let end = 0;
    return arrays.map((bytes) => {
      const offset = Math.ceil(end / ALIGN_BYTES) * ALIGN_BYTES;
      this.#file.seekSync(offset, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.byteLength;) at += this.#file.writeSync(bytes.subarray(at));
      end = offset + bytes.byteLength;
      return [offset, bytes.byteLength];
    });
  }

  /** The bytes at a place, read when they are asked for. */
  source([offset, byteLength]: Place): ByteSource {
    return {
      byteLength,
      readInto: (at, target) => {
        this.#file.seekSync(offset + at, Deno.SeekMode.Start);
        for (let done = 0; done < target.byteLength;) {
          const read = this.#file.readSync(target.subarray(done));
          if (read === null) throw new RangeError("A shared array ends too soon");
          done += read;
        }
      },
    };
  }

  [Symbol.dispose](): void {
    this.unlink();
    this.#file.close();
  }
}

let memory: boolean | undefined;

function hasMemory(): boolean {
  return memory ??= canWrite(MEMORY);
}

function canWrite(folder: string): boolean {
  const probe = join(folder, `tessera-${crypto.randomUUID()}`);
  try {
    Deno.writeFileSync(probe, new Uint8Array(), { createNew: true, mode: 0o600 });
    Deno.removeSync(probe);
    return true;
  } catch {
    return false; // macOS has none; containers may mount it read-only
  }
}
