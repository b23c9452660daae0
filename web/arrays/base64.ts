/** Base64, also in browsers whose byte arrays cannot do it themselves. @module */

const CHUNK_BYTES = 0x6000; // divisible by 3, and few enough for one call with that many arguments

interface NativeBytes {
  toBase64?: () => string;
}

interface NativeDecoder {
  fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/** Padded base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  const native = bytes as NativeBytes;
  if (native.toBase64 !== undefined) return native.toBase64();
  const parts: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES))));
  }
  return parts.join("");
}

/** The bytes of padded base64; @throws {SyntaxError} when it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as unknown as NativeDecoder;
  if (native.fromBase64 !== undefined) return native.fromBase64(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
