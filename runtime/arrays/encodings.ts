/** Every encoding, one line each. @module */

import { base64Encoding } from "./base64.ts";
import { binrefEncoding } from "./binref.ts";
import type { ArrayEncoding } from "./encoding.ts";
import { jsonEncoding } from "./json.ts";

/** The encodings in the order in which schemas list them. */
export const ENCODINGS: readonly ArrayEncoding[] = [binrefEncoding, base64Encoding, jsonEncoding];

/** The encoding of a name; undefined where there is none. */
export function findEncoding(name: unknown): ArrayEncoding | undefined {
  return ENCODINGS.find((encoding) => encoding.name === name);
}
