/** A module for tests of the endpoints: y = s·x, with all gradients. @module */

import assert from "node:assert/strict";
import { z } from "zod";
import type { NDArray } from "../arrays/ndarray.ts";
import type { RuntimeConfig } from "../config/config.ts";
import type { UserModule } from "../module/user_module.ts";
import { segmentsText } from "../payload/chunks.ts";
import { array, Float64 } from "../schema/array_schema.ts";
import { differentiable } from "../schema/differentiable.ts";
import { type CallOptions, type CallOutcome, Runtime } from "./call.ts";

/** Nothing chosen, nothing allowed. */
export const CONFIG: RuntimeConfig = {
  name: "Tesseract",
  description: "",
  version: "unknown",
  debug: false,
  inputPath: "/nowhere",
  outputPath: "/dev/null/nowhere",
  outputFormat: null,
  outputFile: "",
  compression: null,
  allowAnyPath: false,
  allowUrls: false,
};

const vector = () => differentiable(array("float64", [null]));

/** What its functions get. */
export interface Inputs {
  x: NDArray<"float64">;
  s: number;
}

/** The module of the worked exchange: y = s·x. */
export function scaling(functions: Partial<UserModule["functions"]> = {}): UserModule {
  return {
    path: "/m/tesseract_api.ts",
    name: "tesseract_api",
    inputs: z.object({ x: vector(), s: differentiable(Float64).default(2) }),
    outputs: z.object({ y: vector() }),
    functions: {
      apply: (inputs) => {
        const { x, s } = inputs as Inputs;
        return { y: x.map((value) => value * s) };
      },
      jacobian: (inputs, jacInputs) => {
        const { x, s } = inputs as Inputs;
        const diagonal = [...x.data].map((_, i) => [...x.data].map((_, j) => i === j ? s : 0));
        const row: Record<string, unknown> = {};
        for (const path of jacInputs as Set<string>) row[path] = path === "x" ? diagonal : x;
        return { y: row };
      },
      jacobian_vector_product: (inputs, _in, _out, tangent) => {
        const { x } = inputs as Inputs;
        const { s } = tangent as { s: number };
        return { y: x.map((value) => value * s) };
      },
      vector_jacobian_product: (inputs, _in, _out, cotangent) => {
        const { x, s } = inputs as Inputs;
        const { y } = cotangent as { y: NDArray<"float64"> };
        const sum = x.data.reduce((total, value, i) => total + value * (y.data[i] ?? 0), 0);
        return { x: y.map((value) => value * s), s: sum };
      },
      abstract_eval: (inputs) => {
        const { x } = inputs as { x: { shape: number[]; dtype: string } };
        return { y: { shape: x.shape, dtype: "float64" } };
      },
      ...functions,
    },
  };
}

/** Calls one endpoint of a fresh runtime over HTTP, unless told otherwise. */
export function post(
  endpoint: string,
  raw: unknown,
  { module = scaling(), config = CONFIG, ...options }:
    & Partial<CallOptions>
    & { module?: UserModule; config?: RuntimeConfig } = {},
): Promise<CallOutcome> {
  return new Runtime(module, config).call(endpoint, raw, { origin: "http", ...options });
}

/** The text of an answer; throws when there is none. */
export async function body(outcome: Promise<CallOutcome>): Promise<string> {
  const settled = await outcome;
  if (settled.kind === "ok") return segmentsText(settled.segments);
  throw new Error(JSON.stringify(settled, null, 1));
}

/** Types and places of the errors of a refused request. */
export async function faults(outcome: Promise<CallOutcome>): Promise<unknown> {
  const settled = await outcome;
  assert.equal(settled.kind, "invalid");
  return settled.kind === "invalid" ? settled.errors.map(({ type, loc }) => [type, loc]) : [];
}

/** A request to a gradient endpoint: `jac_inputs`, `jac_outputs` and so on. */
export function gradient(kind: string, paths: { of: string[]; to: string[] }, vector = {}): object {
  const { of, to } = paths;
  return { inputs: POINT, [`${kind}_inputs`]: to, [`${kind}_outputs`]: of, ...vector };
}

/** A point to call it at. */
export const POINT = { x: [1, 2.5], s: 3 };
/** An encoded array of float64 as JSON text. */
export const json = (shape: string, buffer: string): string =>
  `{"object_type":"array","shape":${shape},"dtype":"float64",` +
  `"data":{"buffer":${buffer},"encoding":"json"}}`;
