/** The checksum of LZ4 frames. @module */

const PRIME_1 = 2654435761;
const PRIME_2 = 2246822519;
const PRIME_3 = 3266489917;
const PRIME_4 = 668265263;
const PRIME_5 = 374761393;

/** xxHash32 of bytes with seed 0 (xxHash specification 0.1.1), as an unsigned number. */
export function xxHash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (bytes.byteLength >= 16) {
    const lanes = [PRIME_1 + PRIME_2 | 0, PRIME_2, 0, -PRIME_1 | 0];
    for (; at + 16 <= bytes.byteLength; at += 16) {
      for (let lane = 0; lane < 4; lane++) {
        const word = view.getUint32(at + lane * 4, true);
        lanes[lane] = Math.imul(
          rotate((lanes[lane] ?? 0) + Math.imul(word, PRIME_2), 13),
          PRIME_1,
        );
      }
    }
    const [a = 0, b = 0, c = 0, d = 0] = lanes;
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + bytes.byteLength) | 0;
  for (; at + 4 <= bytes.byteLength; at += 4) {
    hash = Math.imul(rotate(hash + Math.imul(view.getUint32(at, true), PRIME_3), 17), PRIME_4);
  }
  for (; at < bytes.byteLength; at++) {
    hash = Math.imul(rotate(hash + Math.imul(view.getUint8(at), PRIME_5), 11), PRIME_1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
