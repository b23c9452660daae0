/** Components that do not depend on the module. @module */

import { DTYPES } from "../arrays/dtype.ts";
import { type JsonSchema, ref } from "./json_schema.ts";

const COMPRESSION: JsonSchema = {
  anyOf: [{ type: "string", const: "lz4" }, { type: "null" }],
  title: "Compression",
};

/** What encoded arrays refer to. Needed as soon as a schema has an array. */
export const ARRAY_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  Base64ArrayData: arrayData("Base64ArrayData", "base64", {
    description: "The array's bytes, little-endian and in C order, as base64.",
    buffer: {
      type: "string",
      title: "Buffer",
      description: "Base64 encoded binary buffer",
      examples: ["<base64 encoded string>"],
    },
    compression: COMPRESSION,
  }),
  BinrefArrayData: arrayData("BinrefArrayData", "binref", {
    description: "The array's bytes in a file.\n\n" +
      "The buffer has the form ``<path>[:<offset>[:<compressed_size>]]``. With compression the\n" +
      "size of the compressed bytes is required.",
    buffer: { type: "string", title: "Buffer", pattern: "^.+?(\\:\\d+(\\:\\d+)?)?$" },
    compression: COMPRESSION,
  }),
  CudaIpcArrayData: arrayData("CudaIpcArrayData", "cuda_ipc", {
    description: "GPU memory shared with another process. This runtime does not take it.",
    buffer: {
      type: "string",
      title: "Buffer",
      description: "Packed CUDA IPC descriptor: <device>:<handle>:<storage_offset>:<storage_size>",
      pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}" +
        ":[A-Za-z0-9+/=]*:\\d+:\\d+$",
    },
    compression: { type: "null", title: "Compression" },
  }),
  JsonArrayData: arrayData("JsonArrayData", "json", {
    description: "The array's values as nested lists of numbers.",
    buffer: ref("JsonValue"),
    compression: { type: "null", title: "Compression" },
  }),
  JsonValue: {},
};

/** What `abstract_eval` puts in the place of arrays. */
export const SHAPE_DTYPE_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  ShapeDType: {
    type: "object",
    title: "ShapeDType",
    description: "Shape and data type of an array.",
    properties: {
      shape: { type: "array", items: { type: "integer" }, title: "Shape" },
      dtype: { type: "string", enum: [...DTYPES], title: "Dtype" },
    },
    required: ["shape", "dtype"],
  },
};

/** The body of a 422. */
export const ERROR_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  HTTPValidationError: {
    type: "object",
    title: "HTTPValidationError",
    properties: { detail: { type: "array", items: ref("ValidationError"), title: "Detail" } },
  },
  ValidationError: {
    type: "object",
    title: "ValidationError",
    properties: {
      loc: {
        type: "array",
        items: { anyOf: [{ type: "string" }, { type: "integer" }] },
        title: "Location",
      },
      msg: { type: "string", title: "Message" },
      type: { type: "string", title: "Error Type" },
      input: { title: "Input" },
      ctx: { type: "object", title: "Context" },
    },
    required: ["loc", "msg", "type"],
  },
};

/** Adds components to a document, once each. */
export function addComponents(
  to: Map<string, JsonSchema>,
  more: Readonly<Record<string, JsonSchema>>,
): void {
  for (const [name, schema] of Object.entries(more)) to.set(name, schema);
}

function arrayData(
  title: string,
  encoding: string,
  parts: { description: string; buffer: JsonSchema; compression: JsonSchema },
): JsonSchema {
  return {
    type: "object",
    title,
    description: parts.description,
    properties: {
      buffer: parts.buffer,
      encoding: { type: "string", const: encoding, title: "Encoding" },
      compression: parts.compression,
    },
    required: ["buffer", "encoding"],
    additionalProperties: false,
  };
}
