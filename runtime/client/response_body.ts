/** Reads a response, with arrays decoded while they arrive. @module */

import { resolve } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import type { NDArray } from "../arrays/ndarray.ts";
import type { ElementOf } from "../arrays/typed_data.ts";
import type { DType } from "../arrays/dtype.ts";
import { BodyReader } from "../payload/body_reader.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";

const ANY_ARRAY = { dtype: null, shape: "any", differentiable: false } as const;

/** How the arrays of a response are read. */
export interface ResponseOptions {
  /** The server's output folder on this machine; binrefs are read from inside it only. */
  readonly outputPath: string | undefined;
  /** Whether objects that say they are arrays become arrays. */
  readonly decodesArrays: boolean;
}

/**
 * Reads a JSON body.
 *
 * @returns Plain objects and lists, with an `NDArray` for every envelope (`object_type` is `"array"`)
 * or, where its shape is `[]`, the element itself. Integers beyond 2^53 are bigints.
 * @throws {JsonSyntaxError} When it is not JSON.
 * @throws {TesseraError} `failed` for an array that cannot be decoded.
 */
export async function readResponse(
  response: Response,
  options: ResponseOptions,
): Promise<unknown> {
  const length = Number(response.headers.get("content-length") ?? NaN);
  const reader = new BodyReader({
    exact: false,
    ...(Number.isSafeInteger(length) ? { byteLength: length } : {}),
  });
  for await (const chunk of response.body ?? []) reader.write(chunk);
  return decodeTree(reader.end(), options);
}

/** An array as callers get it: a scalar is its element. */
export function arrayOrElement(array: NDArray): NDArray | ElementOf<DType> {
  return array.shape.length === 0 ? array.at() : array;
}

function decodeTree(raw: unknown, options: ResponseOptions): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  if (Array.isArray(raw)) return raw.map((item) => decodeTree(item, options));
  if (raw instanceof LongText) return raw.toString();
  if (raw instanceof JsonFloat) return raw.value;
  const type = Object.getOwnPropertyDescriptor(raw, "object_type");
  if (options.decodesArrays && type?.value === "array") return decodeEnvelope(raw, options);
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, decodeTree(value, options)]),
  );
}

function decodeEnvelope(raw: object, { outputPath }: ResponseOptions): unknown {
  const encoding = encodingOf(raw);
  if (encoding === "binref" && outputPath === undefined) {
    throw new TesseraError(
      "bad_input",
      "Cannot read an array of the result: it is in a file of the server (binref)",
      { hint: "Pass outputPath, the server's output folder as this machine sees it" },
    );
  }
  const folder = resolve(outputPath ?? "/");
  const array = decodeArrayField(raw, ANY_ARRAY, {
    baseDir: folder,
    roots: [folder],
    allowUrls: false,
    strictShapes: false,
    strictTypes: false,
  });
  if (!isArrayFault(array)) return arrayOrElement(array);
  throw new TesseraError("failed", `Cannot read an array of the result: ${array.msg}`);
}

function encodingOf(raw: object): unknown {
  if (!("data" in raw) || typeof raw.data !== "object" || raw.data === null) return undefined;
  return "encoding" in raw.data ? raw.data.encoding : undefined;
}
