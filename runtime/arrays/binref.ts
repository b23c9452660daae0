/** The `binref` encoding: bytes in a file beside the JSON. @module */

import { isAbsolute, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { unwritable } from "../../lib/core/unwritable.ts";
import { ArrayFaultError, nonNumeric, undecodable } from "./array_fault.ts";
import { decompressed } from "./compression.ts";
import type { DecodeContext } from "./decode.ts";
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
    const path = allowedPath(reference.path, ctx);
    if (compression === null) {
      return arrayOver(readBytes(path, reference.offset, byteLength), header, "binref");
    }
    if (reference.compressedBytes === undefined) {
      throw fault(
        "compressed_size is required in buffer spec when compression is set " +
          "(expected format: '<path>:<offset>:<compressed_size>')",
      );
    }
    const frame = readBytes(path, reference.offset, reference.compressedBytes);
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

/** The file of a reference, if policy allows to read it. */
function allowedPath(reference: string, ctx: DecodeContext): string {
  const path = localPath(reference, ctx);
  if (ctx.roots === null) return path;
  const roots = ctx.roots.flatMap((root) => [resolve(root), realRoot(root)]);
  const outside = () => fault(`"${reference}" is outside the folders that requests may read`);
  // before the file is looked for: nobody is to learn which files exist elsewhere
  if (!roots.some((root) => isWithin(resolve(path), root))) throw outside();
  const real = realPath(path, reference);
  if (!roots.some((root) => isWithin(real, root))) throw outside();
  return real;
}

function localPath(reference: string, ctx: DecodeContext): string {
  if (reference.startsWith("file://")) {
    try {
      return fileURLToPath(reference);
    } catch (error) {
      throw fault(error instanceof Error ? error.message : String(error));
    }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference)) {
    throw fault(`"${reference}" is a URL, and this runtime reads binrefs from local files only`);
  }
  return isAbsolute(reference) ? reference : resolve(ctx.baseDir, reference);
}

function realPath(path: string, reference: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    throw fault(`No such file: "${reference}"`);
  }
}

function realRoot(root: string): string {
  try {
    return Deno.realPathSync(root);
  } catch {
    return resolve(root);
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function readBytes(path: string, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  try {
    using file = Deno.openSync(path, { read: true });
    const { size, isFile } = file.statSync();
    if (!isFile) throw fault(`"${path}" is not a file`);
    if (size - offset < byteLength) throw tooSmall(path, offset, byteLength, size);
    const bytes = new Uint8Array(byteLength);
    file.seekSync(offset, Deno.SeekMode.Start);
    for (let at = 0; at < byteLength;) {
      const read = file.readSync(bytes.subarray(at));
      if (read === null) throw tooSmall(path, offset, byteLength, offset + at);
      at += read;
    }
    return bytes;
  } catch (error) {
    if (error instanceof ArrayFaultError) throw error;
    throw fault(error instanceof Error ? error.message : String(error));
  }
}

function tooSmall(
  path: string,
  offset: number,
  expected: number,
  size: number,
): ArrayFaultError {
  return fault(
    `Binref buffer ${path} is too small: expected ${expected} bytes at offset ${offset}, but only ` +
      `${Math.max(0, size - offset)} could be read.`,
  );
}

function fault(text: string): ArrayFaultError {
  return new ArrayFaultError(undecodable("binref", text));
}
