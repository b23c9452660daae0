/** Synchronous writing that ends only when everything is written. @module */

/** Something with a synchronous `write`, such as `Deno.stdout`. */
export interface SyncSink {
  writeSync(bytes: Uint8Array): number;
}

/** How long to wait for a full pipe whose other end made it non-blocking. */
const FULL_PIPE_WAIT_MS = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes. A short write goes on, a full non-blocking pipe is waited for.
 *
 * @throws {Deno.errors.BrokenPipe} When the reader went away, and whatever else the sink throws.
 */
export function writeFully(sink: SyncSink, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.byteLength) {
    try {
      written += sink.writeSync(bytes.subarray(written));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(sleeper, 0, 0, FULL_PIPE_WAIT_MS);
    }
  }
}
