/**
 * A file that stands in the executable before what Deno reads into memory at every start.
 *
 * A program made by `deno compile` for Linux is the base binary, the payload, and in the last 8 bytes the
 * payload's length, little-endian, those 8 included. Deno looks for the payload from the end, so more may stand
 * before it. See docs/decisions/0008-smaller-program.md.
 *
 * @module
 */

/** Length of the end of a program that says where its payload begins. */
export const TRAILER_BYTES = 8;

/** How long a program's payload is, by the program's last {@linkcode TRAILER_BYTES}. */
export function payloadSizeOf(trailer: Uint8Array): number {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  return Number(view.getBigUint64(0, true));
}

/**
 * Reads the attached file of the running executable, also when that was replaced or removed meanwhile.
 *
 * @param sizeBytes How long the file is.
 * @param path Where the executable is; for tests.
 * @throws {Error} when the executable is cut.
 */
export function readAttachedFile(sizeBytes: number, path = "/proc/self/exe"): Uint8Array {
  using executable = Deno.openSync(path);
  const trailerAt = executable.seekSync(-TRAILER_BYTES, Deno.SeekMode.End);
  const payloadBytes = payloadSizeOf(readFully(executable, TRAILER_BYTES));
  executable.seekSync(trailerAt + TRAILER_BYTES - payloadBytes - sizeBytes, Deno.SeekMode.Start);
  return readFully(executable, sizeBytes);
}

function readFully(file: Deno.FsFile, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) throw new Error("the executable is cut: copy it again");
    at += count;
  }
  return bytes;
}
