/** Lines of a file that may be growing. @module */

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/**
 * Gives the lines of a file that have their line end.
 *
 * @param from Offset of the first line, in bytes.
 * @param onLine Told the line without its end, and the offset of its first byte; the bytes are its own only until it
 * returns. False stops the reading.
 * @returns Offset of the first byte that was not given.
 */
export async function readLines(
  path: string,
  from: number,
  onLine: (line: Uint8Array, offset: number) => boolean | void,
): Promise<number> {
  using file = await Deno.open(path);
  await file.seek(from, Deno.SeekMode.Start);
  let buffer = new Uint8Array(CHUNK_BYTES);
  let offset = from;
  let held = 0;
  for (let read = await file.read(buffer); read !== null;) {
    const end = held + read;
    let start = 0;
    for (let stop = indexOfEnd(buffer, held, end); stop !== -1;) {
      const lineOffset = offset;
      offset += stop + 1 - start;
      if (onLine(buffer.subarray(start, stop), lineOffset) === false) return offset;
      start = stop + 1;
      stop = indexOfEnd(buffer, start, end);
    }
    buffer.copyWithin(0, start, end);
    held = end - start;
    if (held === buffer.length) buffer = grown(buffer);
    read = await file.read(buffer.subarray(held));
  }
  return offset;
}

function indexOfEnd(buffer: Uint8Array, from: number, end: number): number {
  const at = buffer.subarray(from, end).indexOf(LINE_END);
  return at === -1 ? -1 : from + at;
}

function grown(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}
