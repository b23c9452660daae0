/** The `binref` encoding: bytes in a file beside the JSON. @module */

import { join } from "node:path";
import { unwritable } from "../../lib/core/unwritable.ts";
import { ArrayFaultError, nonNumeric } from "./array_fault.ts";
import { binrefFault, binrefSource } from "./binref_source.ts";
import { decompressed } from "./compression.ts";
import type { ArrayEncoding } from "./encoding.ts";
import { compressFrame } from "./lz4_frame.ts";
import { arrayOver, byteLengthOf } from "./raw_bytes.ts";

/** A file that is larger than this gets no further arrays (upstream's rule). */
const ROLL_OVER_BYTES = 100 * 1024 * 1024;

/** Observed with tesseract-core 1.15; see docs/wire-format.md. */
export const binrefEncoding: ArrayEncoding = {
  name: "binref",
  decode({ buffer, compression }, header, ctx) {
    const reference = parseReference(buffer);
    const byteLength = byteLengthOf(header);
    const source = binrefSource(reference.path, ctx);
    if (compression === null) {
      return arrayOver(source.read(reference.offset, byteLength), header, "binref");
    }
    if (reference.compressedBytes === undefined) {
      throw binrefFault(
        "compressed_size is required in buffer spec when compression is set " +
          "(expected format: '<path>:<offset>:<compressed_size>')",
      );
    }
    const frame = source.read(reference.offset, reference.compressedBytes);
    return arrayOver(decompressed(frame, byteLength, "binref"), header, "binref");
  },
  encode(array, out, { compression, binref }) {
    if (binref === undefined) throw new TypeError("Cannot write a binref without a folder");
    const bytes = compression === null ? array.bytes() : compressFrame(array.bytes());
    const size = compression === null ? "" : `:${bytes.byteLength}`;
    const reference = JSON.stringify(`${binref.write(bytes)}${size}`);
    const tail = compression === null ? "" : `,"compression":"${compression}"`;
    out.text(`{"buffer":${reference},"encoding":"binref"${tail}}`);
  },
};

/** Where a response's binary files go. */
export interface BinrefTarget {
  /** Folder of the files; made when the first array is written. */
  readonly dir: string;
  /** What references begin with: the folder as seen from the output path, with a final `/`. */
  readonly prefix: string;
}

/** Appends the arrays of one response to files, a new one whenever the last has grown large. */
export class BinrefWriter {
  readonly #target: BinrefTarget;
  readonly #written: string[] = [];
  #name = "";
  #offset = Infinity;

  constructor(target: BinrefTarget) {
    this.#target = target;
  }

  /**
   * Appends bytes.
   *
   * @returns The reference `<path>:<offset>`.
   * @throws {TesseraError} `unavailable` when they cannot be written; the files of this response are
   * gone then.
   */
  write(bytes: Uint8Array): string {
    try {
      return this.#append(bytes);
    } catch (cause) {
      this.#discard();
      throw unwritable(`Cannot write arrays to "${this.#target.dir}"`, cause);
    }
  }

  #append(bytes: Uint8Array): string {
    if (this.#offset > ROLL_OVER_BYTES) this.#begin();
    const offset = this.#offset;
    const options = { write: true, create: true, append: true, mode: 0o644 };
    using file = Deno.openSync(join(this.#target.dir, this.#name), options);
    for (let at = 0; at < bytes.byteLength;) at += file.writeSync(bytes.subarray(at));
    this.#offset += bytes.byteLength;
    return `${this.#target.prefix}${this.#name}:${offset}`;
  }

  #begin(): void {
    Deno.mkdirSync(this.#target.dir, { recursive: true });
    this.#name = `${crypto.randomUUID()}.bin`;
    this.#written.push(this.#name);
    this.#offset = 0;
  }

  /** A response that fails leaves none of its files. */
  #discard(): void {
    for (const name of this.#written.splice(0)) {
      try {
        Deno.removeSync(join(this.#target.dir, name));
      } catch {
        // it was not even made
      }
    }
    this.#offset = Infinity;
  }
}

interface Reference {
  readonly path: string;
  readonly offset: number;
  readonly compressedBytes: number | undefined;
}

/** `<path>[:<offset>[:<size>]]`; the path may hold colons itself. */
function parseReference(buffer: unknown): Reference {
  const match = typeof buffer === "string"
    ? /^([^]+?)(?::([0-9]{1,15})(?::([0-9]{1,15}))?)?$/.exec(buffer)
    : null;
  if (match?.[1] === undefined || match[1].includes("\0")) throw new ArrayFaultError(nonNumeric());
  return {
    path: match[1],
    offset: Number(match[2] ?? 0),
    compressedBytes: match[3] === undefined ? undefined : Number(match[3]),
  };
}
