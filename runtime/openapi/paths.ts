/** The routes of the OpenAPI document. @module */

import type { Endpoint } from "../calls/endpoint.ts";
import { type JsonSchema, ref } from "./json_schema.ts";
import { fieldTitle } from "../schema/titles.ts";

/** Describes one endpoint's route; upstream tesseract-core 1.15 (FastAPI), observed. */
export function describeRoute(endpoint: Endpoint, userDoc: string | undefined): JsonSchema {
  const { name, method, computes, requestModel, description } = endpoint;
  const verb = method.toLowerCase();
  const operationId = `${name}_${name}_${verb}`;
  const text = userDoc === undefined || userDoc === ""
    ? description
    : `${description}\n\n${userDoc}`;
  const responses: JsonSchema = {
    "200": {
      description: "Successful Response",
      content: jsonContent(responseSchema(endpoint, operationId)),
    },
  };
  if (requestModel !== null) {
    responses["422"] = {
      description: "Validation Error",
      content: jsonContent(ref("HTTPValidationError")),
    };
  }
  const operation: JsonSchema = {
    summary: fieldTitle(name),
    description: text,
    operationId,
    ...(computes ? { parameters: [ACCEPT_PARAMETER] } : {}),
    ...(requestModel === null
      ? {}
      : { requestBody: { required: true, content: jsonContent(ref(requestModel)) } }),
    responses,
  };
  return { [verb]: operation };
}

const ACCEPT_PARAMETER: JsonSchema = {
  name: "accept",
  in: "header",
  required: false,
  schema: { anyOf: [{ type: "string" }, { type: "null" }], title: "Accept" },
};

function responseSchema({ responseModel }: Endpoint, operationId: string): JsonSchema {
  if (responseModel !== null) return ref(responseModel);
  return {
    type: "object",
    additionalProperties: true,
    title: fieldTitle(`response_${operationId}`),
  };
}

function jsonContent(schema: JsonSchema): JsonSchema {
  return { "application/json": { schema } };
}
