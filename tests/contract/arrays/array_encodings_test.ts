/** What every array encoding promises, once for each. */

import assert from "node:assert/strict";
import { BinrefWriter } from "../../../runtime/arrays/binref.ts";
import { decodeArrayField, type DecodeContext } from "../../../runtime/arrays/decode.ts";
import { dtypeInfo, DTYPES } from "../../../runtime/arrays/dtype.ts";
import { encodeArray } from "../../../runtime/arrays/encode.ts";
import { ENCODINGS } from "../../../runtime/arrays/encodings.ts";
import { NDArray } from "../../../runtime/arrays/ndarray.ts";
import { dataOver } from "../../../runtime/arrays/typed_data.ts";
import type { OutputFormat } from "../../../runtime/config/config.ts";
import { segmentsText } from "../../../runtime/payload/chunks.ts";
import { parseJsonText } from "../../../runtime/payload/parse.ts";
import { SegmentWriter } from "../../../runtime/payload/segments.ts";

const FORMAT_OF: Readonly<Record<string, OutputFormat>> = {
  "json": "json",
  "base64": "json+base64",
  "binref": "json+binref",
};
const SHAPES = [[], [0], [3], [2, 0, 3], [2, 3, 4]];

/** Finite values whose bytes use the whole range of the dtype. */
function sample(dtype: (typeof DTYPES)[number], shape: readonly number[]): NDArray {
  const { itemsizeBytes, kind } = dtypeInfo(dtype);
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(size * itemsizeBytes).map((_, k) => (k * 97 + 13) % 251);
  if (kind === "bool") bytes.forEach((byte, k) => bytes[k] = byte % 2);
  const data = dataOver(dtype, bytes);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return new NDArray(dtype, shape, data);
  }
  data.forEach((value, k) => data[k] = Number.isFinite(value) ? value : k + 0.5);
  return new NDArray(dtype, shape, data);
}

async function withFolder(run: (dir: string) => void): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function roundTrip(array: NDArray, format: OutputFormat, dir: string, lz4: boolean): NDArray {
  const out = new SegmentWriter();
  const binref = new BinrefWriter({ dir, prefix: "" });
  encodeArray(array, out, { format, compression: lz4 ? "lz4" : null, binref });
  const context: DecodeContext = {
    baseDir: dir,
    roots: [dir],
    allowUrls: false,
    strictShapes: true,
    strictTypes: true,
  };
  const raw = parseJsonText(segmentsText(out.segments()), { exact: true });
  const spec = { dtype: array.dtype, shape: array.shape, differentiable: false };
  const back = decodeArrayField(raw, spec, context);
  assert.ok(back instanceof NDArray, Deno.inspect(back));
  return back;
}

for (const { name } of ENCODINGS) {
  const format = FORMAT_OF[name];
  Deno.test(`${name} gives every dtype and shape back bit by bit`, async () => {
    assert.ok(format !== undefined);
    await withFolder((dir) => {
      for (const dtype of DTYPES) {
        for (const shape of SHAPES) {
          for (const lz4 of name === "json" ? [false] : [false, true]) {
            const array = sample(dtype, shape);
            const back = roundTrip(array, format, dir, lz4);
            assert.deepEqual(back.shape, array.shape);
            assert.deepEqual(back.bytes(), array.bytes(), `${dtype} [${shape}] lz4=${lz4}`);
          }
        }
      }
    });
  });

  Deno.test(`${name} refuses data that do not fill the shape`, () => {
    const spec = { dtype: "int32", shape: [null], differentiable: false } as const;
    const buffers = { json: [1, 2], base64: "AQAAAAIAAAA=", binref: "missing.bin:0" };
    const data = { buffer: buffers[name], encoding: name };
    const context = { baseDir: "/", roots: ["/nowhere"], allowUrls: false };
    const result = decodeArrayField({ shape: [3], dtype: "int32", data }, spec, {
      ...context,
      strictShapes: false,
      strictTypes: false,
    });
    assert.ok(!(result instanceof NDArray));
    assert.equal(result.type, "array_decode_error");
  });
}
