/** Results that go to remote storage. @module */

import type { ResultChunks } from "./result_sink.ts";

/**
 * Sends a result to a location, whole or not at all.
 *
 * @throws {StorageError} of the scheme.
 */
export async function sendResult(location: string, chunks: ResultChunks): Promise<void> {
  const { writeStream } = await import("../storage/mod.ts");
  await writeStream(location, ReadableStream.from(ownChunks(chunks)));
}

/**
 * Proves that there is a way to write to a location, before hours of work depend on it.
 *
 * @throws {StorageError} For an unknown scheme and missing credentials.
 */
export async function checkLocation(location: string): Promise<void> {
  const { openStorage } = await import("../storage/mod.ts");
  await using _storage = await openStorage(location);
}

async function* ownChunks(chunks: ResultChunks): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of chunks) yield new Uint8Array(chunk);
}
