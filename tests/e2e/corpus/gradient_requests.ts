/** Requests for gradients: paths, vectors and what is wrong with them. For the fixture "gradients". @module */

// deno-lint-ignore-file camelcase -- the names on the wire

import { type CaseOptions, post, type RequestCase } from "./request_case.ts";

const INPUTS = {
  x: [1, 2],
  scale: 0.5,
  terms: [{ v: [1, 2], factor: 3 }, { v: [0, 1] }],
  params: { "a": [1, 2], "layer.0.weight": [3, 4], "odd }key\\": [5, 6] },
};
const UNORDERED = { anyKeyOrder: true } as const;

interface Paths {
  inputs?: unknown;
  outputs?: unknown;
  at?: unknown;
  vector?: unknown;
}

function jacobian(
  name: string,
  { inputs = ["x"], outputs = ["y"], at = INPUTS }: Paths,
): RequestCase {
  const body = { inputs: at, jac_inputs: inputs, jac_outputs: outputs };
  return post(`jacobian: ${name}`, "/jacobian", body, UNORDERED);
}

function jvp(name: string, paths: Paths): RequestCase {
  const { inputs = ["x"], outputs = ["y"], at = INPUTS, vector = { x: [1, 0] } } = paths;
  const body = { inputs: at, jvp_inputs: inputs, jvp_outputs: outputs, tangent_vector: vector };
  return post(`jvp: ${name}`, "/jacobian_vector_product", body, UNORDERED);
}

function vjp(name: string, paths: Paths): RequestCase {
  const { inputs = ["x"], outputs = ["y"], at = INPUTS, vector = { y: [1, 0] } } = paths;
  const body = { inputs: at, vjp_inputs: inputs, vjp_outputs: outputs, cotangent_vector: vector };
  return post(`vjp: ${name}`, "/vector_jacobian_product", body, UNORDERED);
}

const EVERYTHING = [
  "x",
  "scale",
  "offset",
  "terms.[0].v",
  "terms.[1].v",
  "params.{a}",
  "params.{layer.0.weight}",
  "params.{odd \\}key\\\\}",
];

const pathSets: readonly [string, unknown][] = [
  ["one", ["x"]],
  ["a scalar", ["scale"]],
  ["an omitted scalar", ["offset"]],
  ["all", EVERYTHING],
  ["twice the same", ["x", "x"]],
  ["none", []],
  ["unknown", ["nope"]],
  ["one unknown", ["x", "nope", "scale"]],
  ["not differentiable", ["fixed"]],
  ["a static field", ["label"]],
  ["an item", ["terms.[0].v"]],
  ["an item that is not there", ["terms.[7].v"]],
  ["a negative index", ["terms.[-1].v"]],
  ["no index", ["terms.v"]],
  ["an empty index", ["terms.[].v"]],
  ["a static part of an item", ["terms.[0].factor"]],
  ["a key", ["params.{a}"]],
  ["a key that is not there", ["params.{b}"]],
  ["a key with dots", ["params.{layer.0.weight}"]],
  ["a key without braces", ["params.a"]],
  ["an empty key", ["params.{}"]],
  ["a key with an escaped brace", ["params.{odd \\}key\\\\}"]],
  ["an optional that is null", ["table"]],
  ["more after the path", ["x.y"]],
  ["a blank before the path", [" x"]],
  ["a text", "x"],
  ["a number", 5],
  ["null", null],
  ["an object", { x: 1 }],
  ["numbers", [1]],
  ["null inside", ["x", null]],
];

const inputPaths = pathSets.flatMap(([what, inputs]) => [
  jacobian(`inputs ${what}`, { inputs }),
  vjp(`inputs ${what}`, { inputs }),
]);

const outputPaths = ([
  ["all", ["y", "total"]],
  ["none", []],
  ["unknown", ["nope"]],
  ["an input", ["x"]],
  ["a part", ["parts.{a}"]],
  ["a part that is not there", ["parts.{zz}"]],
  ["a row", ["rows.[0]"]],
  ["static", ["label"]],
  ["a text", "y"],
] as [string, unknown][]).flatMap(([what, outputs]) => [
  jacobian(`outputs ${what}`, { outputs }),
  jvp(`outputs ${what}`, { outputs }),
]);

const tangents: RequestCase[] = [
  jvp("one", {}),
  jvp("every input", {
    inputs: EVERYTHING,
    outputs: ["y", "total"],
    vector: Object.fromEntries(
      EVERYTHING.map((path) => [path, path === "scale" || path === "offset" ? 0.5 : [1, -1]]),
    ),
  }),
  jvp("encoded", {
    vector: { x: { shape: [2], dtype: "float32", data: { buffer: [1, 2], encoding: "json" } } },
  }),
  jvp("integers", { vector: { x: [1, 2] } }),
  jvp("broadcast", { vector: { x: [1] } }),
  jvp("too long", { vector: { x: [1, 2, 3] } }),
  jvp("another rank", { vector: { x: [[1, 2]] } }),
  jvp("a number for a vector", { vector: { x: 1 } }),
  jvp("a vector for a number", { inputs: ["scale"], vector: { scale: [1] } }),
  jvp("complex", {
    vector: {
      x: { shape: [2], dtype: "complex64", data: { buffer: ["1j", "2"], encoding: "json" } },
    },
  }),
  jvp("text", { vector: { x: "abc" } }),
  jvp("null", { vector: { x: null } }),
  jvp("none", { vector: {} }),
  jvp("another key", { vector: { scale: 1 } }),
  jvp("a key too many", { vector: { x: [1, 2], scale: 1 } }),
  jvp("a key too few", { inputs: ["x", "scale"], vector: { x: [1, 2] } }),
  jvp("an unknown key", { vector: { nope: [1] } }),
  jvp("a list", { vector: [[1, 2]] }),
  jvp("null altogether", { vector: null }),
  jvp("inputs none", { inputs: [], vector: {} }),
  jvp("inputs unknown", { inputs: ["nope"], vector: { nope: [1] } }),
  jvp("inputs wrong", { at: { x: "a" } }),
  jvp("an optional that is null", { inputs: ["table"], vector: { table: [[1, 2], [3, 4]] } }),
];

const cotangents: RequestCase[] = [
  vjp("one", {}),
  vjp("every input and output", {
    inputs: EVERYTHING,
    outputs: ["y", "total"],
    vector: { y: [1, -1], total: 2 },
  }),
  vjp("another rank", { vector: { y: [[1, 2]] } }),
  vjp("a number for a vector", { vector: { y: 1 } }),
  vjp("a vector for a number", { outputs: ["total"], vector: { total: [1] } }),
  vjp("text", { vector: { y: "abc" } }),
  vjp("none", { vector: {} }),
  vjp("another key", { vector: { total: 1 } }),
  vjp("a key too many", { vector: { y: [1, 2], total: 1 } }),
  vjp("an unknown key", { vector: { nope: [1] } }),
  vjp("null altogether", { vector: null }),
  vjp("outputs none", { outputs: [], vector: {} }),
  vjp("outputs unknown", { outputs: ["nope"], vector: { nope: [1] } }),
  vjp("inputs wrong", { at: { x: "a" } }),
  vjp("a part", { outputs: ["parts.{a}"], vector: { "parts.{a}": [1, 2] } }),
];

const requests: RequestCase[] = [
  "/jacobian",
  "/jacobian_vector_product",
  "/vector_jacobian_product",
]
  .flatMap((path) => [
    post(`${path}: an empty object`, path, "{}"),
    post(`${path}: a list`, path, "[]"),
    post(`${path}: empty`, path, ""),
    post(`${path}: only inputs`, path, { inputs: INPUTS }),
    post(`${path}: unknown keys`, path, {
      inputs: INPUTS,
      jac_inputs: ["x"],
      jvp_inputs: ["x"],
      vjp_inputs: ["x"],
      more: 1,
    }),
  ]);

const outcomes: RequestCase[] = [
  jacobian("wrong keys from the module", { at: { ...INPUTS, label: "wrong keys" } }),
  jacobian("no elements", { at: { x: [] }, inputs: ["x", "scale"], outputs: ["y", "total"] }),
  jacobian("one element", { at: { x: [3] } }),
  jacobian("the module's own validation", { at: { x: [[1]] } }),
  jacobian("unknown field", { at: { x: [1], nope: 1 } }),
];

function applied(name: string, inputs: unknown, options: CaseOptions = {}): RequestCase {
  return post(`apply: ${name}`, "/apply", { inputs }, options);
}

/** Cases for the fixture "gradients". */
export const gradientRequests: readonly RequestCase[] = [
  ...inputPaths,
  ...outputPaths,
  ...tangents,
  ...cotangents,
  ...requests,
  ...outcomes,
  applied("everything", INPUTS),
  applied("with a table", { x: [1], table: [[1, 2, 3], [4, 5, 6]] }),
  applied("a table, broadcast", { x: [1], table: [[1, 2, 3]] }),
  applied("a fault in an item", { x: [1], terms: [{ v: [1] }, { v: "a", factor: "b" }] }),
  applied("a fault in a key", { x: [1], params: { a: [[1]], b: [1] } }),
];
