import assert from "node:assert/strict";
import { NDArray } from "../../../runtime/arrays/ndarray.ts";
import { alignExpected, decodeArrays, UnreadableArray } from "./results.ts";

const CONTEXT = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
};
const envelope = (buffer: unknown) => ({
  object_type: "array",
  shape: [2],
  dtype: "float32",
  data: { buffer, encoding: "json" },
});

Deno.test("decodeArrays() decodes arrays wherever they stand and leaves the rest", () => {
  const decoded = decodeArrays({ a: [envelope([1, 2])], b: { shape: [2] } }, CONTEXT);
  assert.deepEqual(decoded, {
    a: [NDArray.fromNested("float32", [1, 2])],
    b: { shape: [2] },
  });
});

Deno.test("decodeArrays() says which array cannot be read", () => {
  assert.throws(
    () => decodeArrays({ a: [envelope(["x", 2])] }, CONTEXT),
    (error) => error instanceof UnreadableArray && error.loc.join(".") === "a.0",
  );
});

Deno.test("alignExpected() makes arrays of numbers and lists where arrays came", () => {
  const obtained = {
    x: NDArray.fromNested("float64", [1, 2]),
    n: NDArray.fromNested("int64", [1n]),
    s: "text",
    list: [1, 2],
  };
  const aligned = alignExpected({ x: [1.5, 2], n: [3], s: "text", list: [1, 2] }, obtained);
  assert.deepEqual(aligned, {
    x: NDArray.fromNested("float64", [1.5, 2]),
    n: NDArray.fromNested("int64", [3n]),
    s: "text",
    list: [1, 2],
  });
});

Deno.test("alignExpected() takes null for missing, and keeps every other difference", () => {
  assert.deepEqual(alignExpected({ a: null, b: 1 }, { b: 2, c: null, d: 3 }), { b: 1, c: null });
  const array = NDArray.fromNested("float64", [1]);
  assert.deepEqual(alignExpected({ x: "text" }, { x: array }), { x: "text" });
});
