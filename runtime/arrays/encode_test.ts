import assert from "node:assert/strict";
import type { OutputFormat } from "../config/config.ts";
import { parseJson } from "../payload/parse.ts";
import { segmentsText } from "../payload/chunks.ts";
import { SegmentWriter } from "../payload/segments.ts";
import { decodeArrayField } from "./decode.ts";
import { type DType, dtypeInfo, DTYPES } from "./dtype.ts";
import { encodeArray } from "./encode.ts";
import { NDArray } from "./ndarray.ts";
import { pythonFloat } from "./python_number.ts";
import { newData } from "./typed_data.ts";

const CONTEXT = {
  baseDir: ".",
  roots: [],
  allowUrls: false,
  strictShapes: true,
  strictTypes: true,
};

function text(array: NDArray, format: OutputFormat, compression: "lz4" | null = null): string {
  const out = new SegmentWriter();
  encodeArray(array, out, { format, compression });
  return segmentsText(out.segments());
}

function buffer(array: NDArray): string {
  const match = /"data":\{"buffer":(.*),"encoding":"json"\}\}$/.exec(text(array, "json"));
  return match?.[1] ?? "";
}

/** Bytes that make finite values in every dtype, with both ends of the integers among them. */
function sample(dtype: DType): NDArray {
  const { itemsizeBytes, kind, lanes, range } = dtypeInfo(dtype);
  const data = newData(dtype, 6 * lanes) as { [index: number]: number | bigint };
  const values = [0, 1, 1.5, 100, 0.1, 7];
  for (let k = 0; k < 6 * lanes; k++) {
    const value = values[k % 6] ?? 0;
    if (range === undefined) data[k] = kind === "bool" ? value % 2 : value - 2;
    else if (k < 2) data[k] = itemsizeBytes === 8 ? range[k] ?? 0n : Number(range[k]);
    else data[k] = itemsizeBytes === 8 ? BigInt(Math.trunc(value)) : Math.trunc(value);
  }
  if (kind === "bool") { for (let k = 0; k < 6; k++) data[k] = k % 2; }
  return new NDArray(dtype, [2, 3], data as Float64Array<ArrayBuffer>);
}

Deno.test("encodeArray() writes all dtypes so that decodeArrayField() gives the same bits", () => {
  const formats = [["json", null], ["json+base64", null], ["json+base64", "lz4"]] as const;
  for (const dtype of DTYPES) {
    for (const [format, compression] of formats) {
      const array = sample(dtype);
      const written = new TextEncoder().encode(text(array, format, compression));
      for (const exact of dtype.endsWith("int64") ? [true] : [true, false]) {
        const spec = { dtype, shape: [2, 3], differentiable: false };
        const read = decodeArrayField(parseJson(written, { exact }), spec, CONTEXT);
        assert.deepEqual(read, array, `${dtype} ${format} ${compression}`);
      }
    }
  }
});

Deno.test("encodeArray() writes the envelope's keys in upstream's order", () => {
  const array = NDArray.fromNested("float32", [[1.5, 2]]);
  const head = '{"object_type":"array","shape":[1,2],"dtype":"float32","data":';
  assert.equal(text(array, "json"), `${head}{"buffer":[[1.5,2.0]],"encoding":"json"}}`);
  assert.equal(
    text(array, "json+base64"),
    `${head}{"buffer":"AADAPwAAAEA=","encoding":"base64"}}`,
  );
  assert.match(text(array, "json+base64", "lz4"), /,"encoding":"base64","compression":"lz4"}}$/);
  assert.equal(text(array, "json", "lz4"), text(array, "json"));
});

const BUFFERS: readonly [NDArray, string][] = [
  [NDArray.fromNested("float64", [1, 2.5, -0, 1e-7]), "[1.0,2.5,-0.0,1e-07]"],
  [NDArray.fromNested("float64", [1e16, 1e22, NaN, -Infinity]), "[1e+16,1e+22,null,null]"],
  [NDArray.fromNested("float32", 1.1), "1.100000023841858"],
  [NDArray.fromNested("float64", 3), "3.0"],
  [NDArray.fromNested("float64", NaN), "null"],
  [NDArray.zeros("float64", [2, 0]), "[[],[]]"],
  [NDArray.zeros("float64", [0, 2]), "[]"],
  [NDArray.fromNested("uint64", [2n ** 64n - 1n]), "[18446744073709551615]"],
  [NDArray.fromNested("int64", -(2n ** 63n)), "-9223372036854775808"],
  [NDArray.fromNested("bool", [[true], [false]]), "[[true],[false]]"],
  [NDArray.fromNested("int8", -3), "-3"],
  [NDArray.fromNested("complex128", [{ re: 1, im: 2 }, { re: 3, im: -0.5 }]), '["1+2j","3-0.5j"]'],
];

Deno.test("encodeArray() keeps decimal points and 64-bit integers in JSON, and NaN is null", () => {
  for (const [array, expected] of BUFFERS) assert.equal(buffer(array), expected);
});

Deno.test("encodeArray() writes long arrays as it writes short ones", () => {
  const values = Array.from({ length: 8_999 }, (_, k) => Math.sin(k + 1) * 10 ** (k % 30 - 15));
  for (const dtype of ["float32", "float64"] as const) {
    for (const last of [0.5, 3, NaN]) {
      const flat = NDArray.fromNested(dtype, [...values, last]);
      const text = buffer(flat);
      const isIntegral = flat.elements().some(Number.isInteger);
      const expected = isIntegral
        ? `[${flat.elements().map((value) => pythonFloat(value)).join(",")}]`
        : JSON.stringify(flat.elements());
      assert.ok(text === expected.replace("nan", "null"), `${dtype} with ${last}`);
      const rows = buffer(flat.reshape([2, 45, 100]));
      assert.ok(rows.replaceAll(/[[\]]/g, "") === text.slice(1, -1));
      assert.deepEqual(JSON.parse(rows), plain(flat.reshape([2, 45, 100])));
    }
  }
});

/** As JSON shows it: what is not finite is null. */
function plain(array: NDArray): unknown {
  return JSON.parse(JSON.stringify(array.toNested()));
}

Deno.test("encodeArray() hands on base64 data without a copy", () => {
  const array = NDArray.zeros("float64", [4]);
  const out = new SegmentWriter();
  encodeArray(array, out, { format: "json+base64", compression: null });
  const [, part] = out.segments();
  assert.ok(
    typeof part === "object" && "base64" in part && part.base64.buffer === array.data.buffer,
  );
});
