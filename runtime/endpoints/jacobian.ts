/** `jacobian`: full derivatives of outputs with respect to inputs. @module */

import type { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type { CompiledModel, ParseContext } from "../schema/compile.ts";
import type { BoundEndpoint, Endpoint, Parsed } from "../calls/endpoint.ts";
import { type GradientPaths, gradientPaths } from "./gradient_paths.ts";
import { parseInputPathSet, parsePathSet, shapeAtPath } from "./gradient_request.ts";
import {
  jacobianShape,
  parseKeys,
  parsePathArrays,
  type PathArrays,
  writePathArrays,
} from "./gradient_result.ts";
import { FieldReader, isRawObject, notAnObject } from "./request_fields.ts";
import { requireFunction } from "./require_function.ts";

const REQUEST_MODEL = "JacobianInputSchema";

interface JacobianRequest {
  readonly inputs: unknown;
  readonly jacInputs: Set<string>;
  readonly jacOutputs: Set<string>;
}

type Jacobians = ReadonlyMap<string, PathArrays>;

/** `POST /jacobian`. */
export const jacobian: Endpoint = {
  name: "jacobian",
  method: "POST",
  computes: true,
  debugOnly: false,
  keepsRaw: false,
  requestModel: REQUEST_MODEL,
  responseModel: "JacobianOutputSchema",
  description: "Computes the Jacobian of the Tesseract.\n\n" +
    "Differentiates ``jac_outputs`` with respect to ``jac_inputs``, at the point ``inputs``.",
  isOffered: (module) => module.functions.jacobian !== undefined,
  bind(setting): BoundEndpoint<JacobianRequest, Jacobians> {
    const call = requireFunction(setting.module, "jacobian");
    const paths = gradientPaths(setting, "jacobian");
    const { inputs } = setting.models;
    return {
      needsExactNumbers: inputs.needsExactNumbers,
      parseRequest: (raw, ctx) => parseRequest(raw, ctx, { inputs, paths }),
      invoke: ({ inputs, jacInputs, jacOutputs }) => call(inputs, jacInputs, jacOutputs),
      parseResult: (raw, request, ctx) => parseResult(raw, ctx, { request, paths }),
      write(result, out, enc) {
        let separator = "{";
        for (const [path, row] of result) {
          out.text(`${separator}${JSON.stringify(path)}:`);
          writePathArrays(row, out, enc);
          separator = ",";
        }
        out.text("}");
      },
    };
  },
};

function parseRequest(
  raw: unknown,
  ctx: ParseContext,
  { inputs, paths }: { inputs: CompiledModel; paths: GradientPaths },
): Parsed<JacobianRequest> {
  if (!isRawObject(raw)) return { ok: false, errors: [notAnObject(raw, REQUEST_MODEL, ctx)] };
  const fields = new FieldReader(raw);
  const point = fields.read("inputs", (value) => inputs.parse(value, ctx));
  const jacInputs = fields.read("jac_inputs", (value) => {
    return parseInputPathSet(value, { allowed: paths.inputs, inputs: point, field: "jac_inputs" });
  });
  const jacOutputs = fields.read("jac_outputs", (value) => parsePathSet(value, paths.outputs));
  const errors = fields.errors();
  if (errors.length > 0 || jacInputs === undefined || jacOutputs === undefined) {
    return { ok: false, errors };
  }
  return { ok: true, value: { inputs: point, jacInputs, jacOutputs } };
}

function parseResult(
  raw: unknown,
  ctx: ParseContext,
  { request, paths }: { request: JacobianRequest | null; paths: GradientPaths },
): Parsed<Jacobians> {
  const rows = parseKeys(raw, { keys: request?.jacOutputs ?? null, keysField: "jac_outputs" });
  if (!rows.ok) return rows;
  const jacobians = new Map<string, PathArrays>();
  const errors: ErrorItem[] = [];
  for (const [outputPath, rawRow] of rows.value) {
    const output = paths.outputs.specOf(outputPath)?.shape ?? "any";
    const specFor = (path: string, actual: readonly number[]): ArraySpec | undefined => {
      const input = paths.inputs.specOf(path)?.shape;
      if (input === undefined) return undefined;
      const inputAtHand = request === null ? undefined : shapeAtPath(request.inputs, path);
      const shape = jacobianShape({ output, input, inputAtHand }, actual);
      return { dtype: null, shape, differentiable: false };
    };
    const row = parsePathArrays(rawRow, {
      keys: request?.jacInputs ?? null,
      keysField: "jac_inputs",
      ctx,
      expect: (path) => specFor(path, []) === undefined ? undefined : ANY_ARRAY,
      refine: (path: string, array: NDArray) => specFor(path, array.shape) ?? ANY_ARRAY,
    });
    if (row.ok) jacobians.set(outputPath, row.value);
    else for (const error of row.errors) errors.push({ ...error, loc: [outputPath, ...error.loc] });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: jacobians };
}

const ANY_ARRAY: ArraySpec = { dtype: null, shape: "any", differentiable: false };
