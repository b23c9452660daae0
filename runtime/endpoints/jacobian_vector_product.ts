/** `jacobian_vector_product`: how outputs change when inputs move along a tangent. @module */

import type { CompiledModel, ParseContext } from "../schema/compile.ts";
import type { BoundEndpoint, Endpoint, Parsed } from "../calls/endpoint.ts";
import { type GradientPaths, gradientPaths } from "./gradient_paths.ts";
import { parseInputPathSet, parsePathSet, parseVector, shapeAtPath } from "./gradient_request.ts";
import { parsePathArrays, type PathArrays, writePathArrays } from "./gradient_result.ts";
import { FieldReader, isRawObject, notAnObject } from "./request_fields.ts";
import { requireFunction } from "./require_function.ts";

const REQUEST_MODEL = "JVPInputSchema";

interface JVPRequest {
  readonly inputs: unknown;
  readonly jvpInputs: Set<string>;
  readonly jvpOutputs: Set<string>;
  readonly tangentVector: Record<string, unknown>;
}

/** `POST /jacobian_vector_product`. */
export const jacobianVectorProduct: Endpoint = {
  name: "jacobian_vector_product",
  method: "POST",
  computes: true,
  debugOnly: false,
  keepsRaw: false,
  requestModel: REQUEST_MODEL,
  responseModel: "JVPOutputSchema",
  description: "Compute the Jacobian vector product of the Tesseract at the input data.\n\n" +
    "Multiplies the Jacobian of ``jvp_outputs`` with respect to ``jvp_inputs``, at the point\n" +
    "``inputs``, with the given tangent vector.",
  isOffered: (module) => module.functions.jacobian_vector_product !== undefined,
  bind(setting): BoundEndpoint<JVPRequest, PathArrays> {
    const call = requireFunction(setting.module, "jacobian_vector_product");
    const paths = gradientPaths(setting, "jacobian_vector_product");
    const { inputs } = setting.models;
    return {
      needsExactNumbers: inputs.needsExactNumbers || paths.inputs.needExactNumbers,
      parseRequest: (raw, ctx) => parseRequest(raw, ctx, { inputs, paths }),
      invoke: ({ inputs, jvpInputs, jvpOutputs, tangentVector }) =>
        call(inputs, jvpInputs, jvpOutputs, tangentVector),
      parseResult: (raw, request, ctx) =>
        parsePathArrays(raw, {
          keys: request?.jvpOutputs ?? null,
          keysField: "jvp_outputs",
          ctx,
          expect: (path) => paths.outputs.specOf(path),
        }),
      write: writePathArrays,
    };
  },
};

function parseRequest(
  raw: unknown,
  ctx: ParseContext,
  { inputs, paths }: { inputs: CompiledModel; paths: GradientPaths },
): Parsed<JVPRequest> {
  if (!isRawObject(raw)) return { ok: false, errors: [notAnObject(raw, REQUEST_MODEL, ctx)] };
  const fields = new FieldReader(raw);
  const point = fields.read("inputs", (value) => inputs.parse(value, ctx));
  const jvpInputs = fields.read("jvp_inputs", (value) => {
    return parseInputPathSet(value, { allowed: paths.inputs, inputs: point, field: "jvp_inputs" });
  });
  const jvpOutputs = fields.read("jvp_outputs", (value) => parsePathSet(value, paths.outputs));
  const tangentVector = fields.read("tangent_vector", (value) =>
    parseVector(value, ctx, {
      title: "Tangent",
      keysField: "jvp_inputs",
      keys: jvpInputs,
      allowed: paths.inputs,
      obstacle: point === undefined
        ? "Unable to validate tangent vector as inputs either missing or invalid"
        : undefined,
      expect(path) {
        const shape = shapeAtPath(point, path);
        if (shape === undefined) {
          return { problem: `Could not find tangent_vector path ${path} in inputs.` };
        }
        const dtype = paths.inputs.specOf(path)?.dtype ?? null;
        return { dtype, shape, differentiable: false };
      },
    }));
  const errors = fields.errors();
  if (
    errors.length > 0 || jvpInputs === undefined || jvpOutputs === undefined ||
    tangentVector === undefined
  ) return { ok: false, errors };
  return { ok: true, value: { inputs: point, jvpInputs, jvpOutputs, tangentVector } };
}
