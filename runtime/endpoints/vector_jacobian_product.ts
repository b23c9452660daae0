/** `vector_jacobian_product`: how a weighted sum of outputs depends on inputs. @module */

import type { CompiledModel, ParseContext } from "../schema/compile.ts";
import type { BoundEndpoint, Endpoint, Parsed } from "../calls/endpoint.ts";
import { type GradientPaths, gradientPaths } from "./gradient_paths.ts";
import { parseInputPathSet, parsePathSet, parseVector } from "./gradient_request.ts";
import { parsePathArrays, type PathArrays, writePathArrays } from "./gradient_result.ts";
import { FieldReader, isRawObject, notAnObject } from "./request_fields.ts";
import { requireFunction } from "./require_function.ts";

const REQUEST_MODEL = "VJPInputSchema";

interface VJPRequest {
  readonly inputs: unknown;
  readonly vjpInputs: Set<string>;
  readonly vjpOutputs: Set<string>;
  readonly cotangentVector: Record<string, unknown>;
}

/** `POST /vector_jacobian_product`. */
export const vectorJacobianProduct: Endpoint = {
  name: "vector_jacobian_product",
  method: "POST",
  computes: true,
  debugOnly: false,
  keepsRaw: false,
  requestModel: REQUEST_MODEL,
  responseModel: "VJPOutputSchema",
  description: "Compute the vector Jacobian product of the Tesseract at the input data.\n\n" +
    "Multiplies the given cotangent vector with the Jacobian of ``vjp_outputs`` with respect to\n" +
    "``vjp_inputs``, at the point ``inputs``.",
  isOffered: (module) => module.functions.vector_jacobian_product !== undefined,
  bind(setting): BoundEndpoint<VJPRequest, PathArrays> {
    const call = requireFunction(setting.module, "vector_jacobian_product");
    const paths = gradientPaths(setting, "vector_jacobian_product");
    const { inputs } = setting.models;
    return {
      needsExactNumbers: inputs.needsExactNumbers || paths.outputs.needExactNumbers,
      parseRequest: (raw, ctx) => parseRequest(raw, ctx, { inputs, paths }),
      invoke: ({ inputs, vjpInputs, vjpOutputs, cotangentVector }) =>
        call(inputs, vjpInputs, vjpOutputs, cotangentVector),
      parseResult: (raw, request, ctx) =>
        parsePathArrays(raw, {
          keys: request?.vjpInputs ?? null,
          keysField: "vjp_inputs",
          ctx,
          expect: (path) => paths.inputs.specOf(path),
        }),
      write: writePathArrays,
    };
  },
};

function parseRequest(
  raw: unknown,
  ctx: ParseContext,
  { inputs, paths }: { inputs: CompiledModel; paths: GradientPaths },
): Parsed<VJPRequest> {
  if (!isRawObject(raw)) return { ok: false, errors: [notAnObject(raw, REQUEST_MODEL, ctx)] };
  const fields = new FieldReader(raw);
  const point = fields.read("inputs", (value) => inputs.parse(value, ctx));
  const vjpInputs = fields.read("vjp_inputs", (value) => {
    return parseInputPathSet(value, { allowed: paths.inputs, inputs: point, field: "vjp_inputs" });
  });
  const vjpOutputs = fields.read("vjp_outputs", (value) => parsePathSet(value, paths.outputs));
  const cotangentVector = fields.read("cotangent_vector", (value) =>
    parseVector(value, ctx, {
      title: "Cotangent",
      keysField: "vjp_outputs",
      keys: vjpOutputs,
      allowed: paths.outputs,
      expect: (path) => paths.outputs.specOf(path) ?? { problem: `Could not find output ${path}.` },
    }));
  const errors = fields.errors();
  if (
    errors.length > 0 || vjpInputs === undefined || vjpOutputs === undefined ||
    cotangentVector === undefined
  ) return { ok: false, errors };
  return { ok: true, value: { inputs: point, vjpInputs, vjpOutputs, cotangentVector } };
}
