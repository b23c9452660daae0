/** Writes all of it: one write may take only a part. @module */

/** What can be written to without waiting. */
export interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/** Writes bytes to their end. @throws What the writer throws. */
export function writeAll(writer: SyncWriter, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength;) at += writer.writeSync(bytes.subarray(at));
}
