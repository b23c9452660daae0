/** Requests that the examples answer with 200, with arrays in every encoding: what mutations start from. @module */

// deno-lint-ignore-file camelcase -- the wire format

/** One request. */
export interface ValidRequest {
  readonly path: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What stands beside the inputs, such as `jac_inputs`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** File below the input path that the binrefs name: two float64 values. */
export const BINREF_FILE = "values.bin";

const BYTES = new Uint8Array(Float64Array.of(1.5, 2.5).buffer);
/** 1.5 and 2.5 as an LZ4 frame with one block that is not compressed; checked by the tests that use it. */
const FRAME = "BCJNGGBwcxAAAIAAAAAAAAD4PwAAAAAAAARAAAAAAA==";

/** What BINREF_FILE holds. */
export function binrefBytes(): Uint8Array {
  return BYTES;
}

function envelope(data: Readonly<Record<string, unknown>>): unknown {
  return { object_type: "array", shape: [2], dtype: "float64", data };
}

const VECTORS: readonly unknown[] = [
  [1.5, 2.5],
  envelope({ buffer: [1.5, 2.5], encoding: "json" }),
  envelope({ buffer: BYTES.toBase64(), encoding: "base64" }),
  envelope({ buffer: FRAME, encoding: "base64", compression: "lz4" }),
  envelope({ buffer: `${BINREF_FILE}:0`, encoding: "binref" }),
];

const DERIVED = { jac_inputs: ["a", "s"], jac_outputs: ["result"] };

/** For the example vectoradd. */
export const VECTORADD: readonly ValidRequest[] = VECTORS.flatMap((a) => [
  { path: "/apply", inputs: { a, b: [10, 20], s: 2 } },
  { path: "/jacobian", inputs: { a, b: [10, 20], s: 2, normalize: true }, more: DERIVED },
]);

/** For the example univariate. */
export const UNIVARIATE: readonly ValidRequest[] = [
  { path: "/apply", inputs: { x: -1.5, y: 2, a: 1, b: 100 } },
  {
    path: "/jacobian",
    inputs: { x: -1.5, y: 2 },
    more: { jac_inputs: ["x", "y"], jac_outputs: ["result"] },
  },
  {
    path: "/jacobian_vector_product",
    inputs: { x: -1.5, y: 2 },
    more: { jvp_inputs: ["x"], jvp_outputs: ["result"], tangent_vector: { x: 1 } },
  },
];

/** For the example meshstats. */
export const MESHSTATS: readonly ValidRequest[] = [{
  path: "/apply",
  inputs: {
    mesh: {
      points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 1.5]],
      triangles: [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
      point_data: { temperature: [280.5, 290, 300.25, 310], level: [0, 1, 2, 3] },
    },
  },
}];

/** The body of a request, as text. */
export function bodyText({ inputs, more }: ValidRequest): string {
  return JSON.stringify({ inputs, ...more });
}
