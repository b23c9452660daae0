/** Whole contents, and parts of them, in memory: for payloads and for arrays in files. @module */

import { formatSizeBytes } from "../core/size.ts";
import { type OpenOptions, openStorage } from "./registry.ts";
import type { ByteRange, ByteStream, CallOptions, Storage, WriteOptions } from "./storage.ts";
import { cannot, StorageError } from "./storage_error.ts";

/** How contents are read into memory. */
export interface ReadBytesOptions extends OpenOptions, CallOptions {
  /** The part wanted; the whole when left out. */
  range?: ByteRange | undefined;
  /** More than this is refused, before or while it comes. */
  limitBytes?: number | undefined;
  /** Less than this is refused, before it comes where the size is known. @default 0 */
  leastBytes?: number | undefined;
}

/**
 * Reads a file, or a part of it, into memory.
 *
 * @returns Fewer bytes than the range asks for when the file ends before.
 * @throws {StorageError} of the scheme; `bad_input` above the limit, and for less than is needed.
 */
export async function readBytes(
  location: string,
  options: ReadBytesOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { range, signal, limitBytes, leastBytes, ...openOptions } = options;
  await using storage = await openStorage(location, openOptions);
  return await readBytesFrom(storage, location, { range, signal, limitBytes, leastBytes });
}

/** As {@linkcode readBytes}, from a storage that is open already. */
export async function readBytesFrom(
  storage: Storage,
  location: string,
  options: Omit<ReadBytesOptions, keyof OpenOptions> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { range, signal, limitBytes = Infinity, leastBytes = 0 } = options;
  const { body, sizeBytes } = await storage.read(location, { range, signal });
  if ((sizeBytes ?? 0) > limitBytes) {
    await body.cancel();
    throw tooLarge(location, limitBytes);
  }
  if ((sizeBytes ?? Infinity) < leastBytes) {
    await body.cancel();
    throw tooSmall(location, { range, leastBytes }, sizeBytes ?? 0);
  }
  const bytes = await collect(body, sizeBytes, limitBytes);
  if (bytes === undefined) throw tooLarge(location, limitBytes);
  if (bytes.length < leastBytes) throw tooSmall(location, { range, leastBytes }, bytes.length);
  return bytes;
}

/** Writes a stream to a location, whole or not at all. */
export async function writeStream(
  location: string,
  body: ByteStream,
  options: OpenOptions & WriteOptions = {},
): Promise<void> {
  const { sizeBytes, signal, ...openOptions } = options;
  await using storage = await openStorage(location, openOptions);
  await storage.write(location, body, { sizeBytes, signal });
}

/** Into one buffer where the size is known: no second copy of what can be large. */
async function collect(
  body: ByteStream,
  sizeBytes: number | undefined,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let all = new Uint8Array(sizeBytes ?? 64 * 1024);
  let have = 0;
  for await (const chunk of body) {
    if (have + chunk.length > limitBytes) return undefined;
    if (have + chunk.length > all.length) {
      const larger = new Uint8Array(Math.max(2 * all.length, have + chunk.length));
      larger.set(all.subarray(0, have));
      all = larger;
    }
    all.set(chunk, have);
    have += chunk.length;
  }
  return have === all.length ? all : all.slice(0, have);
}

function tooLarge(location: string, limitBytes: number): StorageError {
  const message = `${cannot({ verb: "read", location })}: it is larger than ` +
    `${formatSizeBytes(limitBytes)}, which is the limit here`;
  return new StorageError("bad_input", message, { hint: "Pass a smaller file, or a part of it" });
}

function tooSmall(
  location: string,
  { range, leastBytes }: { range: ByteRange | undefined; leastBytes: number },
  foundBytes: number,
): StorageError {
  const message =
    `${cannot({ verb: "read", location })}: it is too small, expected ${leastBytes} ` +
    `bytes at offset ${range?.offsetBytes ?? 0}, but only ${foundBytes} are there`;
  return new StorageError("bad_input", message, {
    hint: "Check the offset, or write the file anew",
  });
}
