/** JSON Schema of an encoded array (docs/wire-format.md); upstream tesseract-core 1.15, observed. @module */

import { castableTo, DTYPES } from "../arrays/dtype.ts";
import type { ArraySpec, ShapeSpec } from "../arrays/spec.ts";
import { type JsonSchema, ref } from "./json_schema.ts";

/** Any dtype and rank, as the results of gradients are described. */
export const ANY_ARRAY: ArraySpec = { dtype: null, shape: "any", differentiable: false };

/** The components an encoded array refers to, by the value of `encoding`. */
const DATA_COMPONENTS = {
  binref: "BinrefArrayData",
  base64: "Base64ArrayData",
  json: "JsonArrayData",
  cuda_ipc: "CudaIpcArrayData",
} as const;

/** The schema of one array field, without the field's own description and default. */
export function arrayField(spec: ArraySpec): JsonSchema {
  return {
    type: "object",
    title: arrayTitle(spec),
    properties: {
      object_type: {
        type: "string",
        const: "array",
        title: "Object Type",
        description: "Indicates that this dict can be parsed to an array.",
        default: "array",
      },
      shape: shapeSchema(spec.shape),
      dtype: {
        type: "string",
        ...oneOf(spec.dtype === null ? DTYPES : castableTo(spec.dtype)),
        title: "Dtype",
        description: "Data type of the array",
        examples: [spec.dtype ?? "float64"],
      },
      data: dataSchema(),
    },
    required: ["shape", "dtype", "data"],
    additionalProperties: false,
    array_flags: spec.differentiable ? ["DIFFERENTIABLE"] : [],
  };
}

function oneOf(names: readonly string[]): JsonSchema {
  return names.length === 1 ? { const: names[0] } : { enum: [...names] };
}

function arrayTitle({ shape, dtype, differentiable }: ArraySpec): string {
  const flags = differentiable ? "DIFFERENTIABLE" : "noflags";
  return `EncodedArrayModel__${shapeName(shape)}__${dtype ?? "None"}__${flags}`;
}

function shapeName(shape: ShapeSpec): string {
  if (shape === "any") return "anyrank";
  if (shape.length === 0) return "scalar";
  return shape.map((length) => length ?? "any").join("_");
}

function shapeSchema(shape: ShapeSpec): JsonSchema {
  const common = { type: "array", title: "Shape", description: "Shape of the array" };
  if (shape === "any") return { ...common, items: { type: "integer" } };
  return {
    ...common,
    ...(shape.length === 0 ? {} : { prefixItems: shape.map(axisSchema) }),
    minItems: shape.length,
    maxItems: shape.length,
    examples: [shape.map((length) => length ?? 1)],
  };
}

function axisSchema(length: number | null): JsonSchema {
  if (length === null) return { type: "integer", minimum: 0 };
  if (length === 1) return { type: "integer", const: 1 };
  return { type: "integer", enum: [1, length] };
}

function dataSchema(): JsonSchema {
  const entries = Object.entries(DATA_COMPONENTS);
  return {
    title: "Data",
    oneOf: entries.map(([, name]) => ref(name)),
    discriminator: {
      propertyName: "encoding",
      mapping: Object.fromEntries(
        entries.map(([encoding, name]) => [encoding, `#/components/schemas/${name}`]),
      ),
    },
  };
}
