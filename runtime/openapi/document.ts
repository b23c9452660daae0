/**
 * The OpenAPI document of a module. Its layout is that of upstream's, which clients read: the
 * official client the `x-supported-*` lists, tesseract-jax the array schemas and
 * `differentiable_arrays`, tesseract-streamlit the user's models.
 *
 * @module
 */

import type { RuntimeConfig } from "../config/config.ts";
import { DifferentiablePaths } from "../calls/differentiable_paths.ts";
import type { Endpoint, ModuleModels } from "../calls/endpoint.ts";
import { COMPRESSIONS, GPU_TRANSPORTS, OUTPUT_FORMATS } from "../calls/negotiate.ts";
import type { UserModule } from "../module/user_module.ts";
import type { ArrayLeaf } from "../schema/compile.ts";
import { describeModel, type ModelCopy } from "./field_schema.ts";
import { fieldOrder } from "./field_order.ts";
import { addComponents, ERROR_COMPONENTS } from "./fixed_components.ts";
import {
  findGradientWords,
  type GradientLeaves,
  gradientRequest,
  gradientResponse,
} from "./gradient_components.ts";
import { type JsonSchema, ref } from "./json_schema.ts";
import { ModelNames } from "../schema/model_names.ts";
import { describeRoute } from "./paths.ts";
import { TEST_COMPONENTS } from "./test_components.ts";

/** What a document is made from. */
export interface OpenApiSource {
  readonly module: UserModule;
  readonly models: ModuleModels;
  readonly config: RuntimeConfig;
  /** The endpoints to list, in order. */
  readonly endpoints: readonly Endpoint[];
}

/** Builds the document as a plain JSON tree. */
export function buildOpenApi(source: OpenApiSource): object {
  const { config, endpoints, module } = source;
  const description = config.description.replaceAll("\\n", "\n");
  return {
    openapi: "3.1.0",
    info: {
      title: config.name,
      ...(description === "" ? {} : { description }),
      version: config.version,
    },
    paths: Object.fromEntries(
      endpoints.map((endpoint) => [
        `/${endpoint.name}`,
        describeRoute(endpoint, module.docs?.[endpoint.name]),
      ]),
    ),
    components: { schemas: sortKeys(componentsOf(source)) },
    "x-supported-output-formats": OUTPUT_FORMATS,
    "x-supported-gpu-transports": GPU_TRANSPORTS,
    "x-supported-compressions": COMPRESSIONS,
  };
}

function componentsOf({ module, models, endpoints }: OpenApiSource): Map<string, JsonSchema> {
  const components = new Map(Object.entries(ERROR_COMPONENTS));
  const names = new ModelNames();
  const leaves: GradientLeaves = {
    inputs: new DifferentiablePaths(models.inputs).leaves,
    outputs: new DifferentiablePaths(models.outputs).leaves,
  };
  const copy = (prefix: string): ModelCopy => ({
    prefix,
    isAbstract: prefix === "AbstractEval_",
    names,
    components,
  });
  for (const { name } of endpoints) {
    const words = findGradientWords(name);
    if (name === "apply") {
      addApply(components, { module, leaves, copy: copy("Apply_") });
    } else if (words !== undefined) {
      const inputs = describeModel(module.inputs, "InputSchema", copy(words.prefix));
      components.set(`${words.model}InputSchema`, gradientRequest(words, leaves, inputs));
      components.set(`${words.model}OutputSchema`, gradientResponse(words, leaves));
    } else if (name === "abstract_eval") {
      addAbstractEval(components, { module, copy: copy("AbstractEval_") });
    } else if (name === "test") addComponents(components, TEST_COMPONENTS);
  }
  return components;
}

function addApply(
  components: Map<string, JsonSchema>,
  { module, leaves, copy }: { module: UserModule; leaves: GradientLeaves; copy: ModelCopy },
): void {
  const inputs = describeModel(module.inputs, "InputSchema", copy);
  const outputs = describeModel(module.outputs, "OutputSchema", { ...copy, isOutput: true });
  components.set("ApplyInputSchema", {
    type: "object",
    title: "ApplyInputSchema",
    properties: {
      inputs: { ...ref(inputs), description: "The input data to apply the Tesseract to." },
    },
    required: ["inputs"],
    additionalProperties: false,
    differentiable_arrays: differentiableArrays(leaves.inputs),
    field_order: fieldOrder(module.inputs),
  });
  components.set("ApplyOutputSchema", {
    ...ref(outputs),
    title: "ApplyOutputSchema",
    description: "The output data from applying the Tesseract.",
    differentiable_arrays: differentiableArrays(leaves.outputs),
    field_order: fieldOrder(module.outputs),
  });
}

function addAbstractEval(
  components: Map<string, JsonSchema>,
  { module, copy }: { module: UserModule; copy: ModelCopy },
): void {
  const inputs = describeModel(module.inputs, "InputSchema", copy);
  const outputs = describeModel(module.outputs, "OutputSchema", { ...copy, isOutput: true });
  components.set("AbstractInputSchema", {
    type: "object",
    title: "AbstractInputSchema",
    properties: {
      inputs: {
        ...ref(inputs),
        description: "The inputs as for apply, with ShapeDType in the place of arrays.",
      },
    },
    required: ["inputs"],
    additionalProperties: false,
  });
  components.set("AbstractOutputSchema", {
    ...ref(outputs),
    title: "AbstractOutputSchema",
    description: "The outputs of apply, with ShapeDType in the place of arrays.",
  });
}

function differentiableArrays(leaves: readonly ArrayLeaf[]): JsonSchema {
  const entries = leaves.map(({ pattern, spec }): [string, JsonSchema] => [pattern, {
    ...(spec.dtype === null ? {} : { dtype: spec.dtype }),
    ...(spec.shape === "any" ? {} : { shape: [...spec.shape] }),
  }]);
  return sortKeys(new Map(entries));
}

function sortKeys(map: ReadonlyMap<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries([...map].sort(([a], [b]) => a < b ? -1 : 1));
}
