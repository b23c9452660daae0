/** Request and response models of the gradient endpoints. @module */

import type { ArrayLeaf } from "../schema/compile.ts";
import { ANY_ARRAY, arrayField } from "./array_field.ts";
import { type JsonSchema, mapping, ref } from "./json_schema.ts";
import { fieldTitle } from "../schema/titles.ts";

/** Words that tell the three gradient endpoints apart. */
export interface GradientWords {
  /** Its name on the wire. */
  readonly endpoint: string;
  /** Model names start with it: `JVP`. */
  readonly model: string;
  /** Fields start with it: `jvp`. */
  readonly field: string;
  /** What is computed, in descriptions. */
  readonly noun: string;
  /** Renamed copies of the user's models start with it: `Jvp_`. */
  readonly prefix: string;
  /** Name of the (co)tangent field and the side its paths are on. */
  readonly vector?: { readonly name: string; readonly side: "inputs" | "outputs" };
  /** Which side the keys of a flat result are on; a Jacobian nests both. */
  readonly result: "inputs" | "outputs" | "both";
}

/** The words of all gradient endpoints. */
const GRADIENT_WORDS: readonly GradientWords[] = [
  {
    endpoint: "jacobian",
    model: "Jacobian",
    field: "jac",
    noun: "Jacobian",
    prefix: "Jacobian_",
    result: "both",
  },
  {
    endpoint: "jacobian_vector_product",
    model: "JVP",
    field: "jvp",
    noun: "JVP",
    prefix: "Jvp_",
    vector: { name: "tangent_vector", side: "inputs" },
    result: "outputs",
  },
  {
    endpoint: "vector_jacobian_product",
    model: "VJP",
    field: "vjp",
    noun: "VJP",
    prefix: "Vjp_",
    vector: { name: "cotangent_vector", side: "outputs" },
    result: "inputs",
  },
];

/** The words of one endpoint; undefined when it is no gradient endpoint. */
export function findGradientWords(endpoint: string): GradientWords | undefined {
  return GRADIENT_WORDS.find((words) => words.endpoint === endpoint);
}

/** The differentiable leaves of a module, one per pattern. */
export interface GradientLeaves {
  readonly inputs: readonly ArrayLeaf[];
  readonly outputs: readonly ArrayLeaf[];
}

/** `JacobianInputSchema`, `JVPInputSchema` or `VJPInputSchema`. */
export function gradientRequest(
  words: GradientWords,
  leaves: GradientLeaves,
  inputSchema: string,
): JsonSchema {
  const { field, noun, vector } = words;
  const properties: Record<string, JsonSchema> = {
    inputs: { ...ref(inputSchema), description: `The input data to compute the ${noun} at.` },
    [`${field}_inputs`]: pathSet(`${field}_inputs`, {
      leaves: leaves.inputs,
      description: `The set of differentiable inputs to compute the ${noun} with respect to.`,
    }),
    [`${field}_outputs`]: pathSet(`${field}_outputs`, {
      leaves: leaves.outputs,
      description: `The set of differentiable outputs to compute the ${noun} of.`,
    }),
  };
  if (vector !== undefined) {
    properties[vector.name] = {
      ...mapping(anyPath(leaves[vector.side]), anyArray()),
      title: fieldTitle(vector.name),
      description:
        `What the Jacobian is multiplied with: \`\`{${field}_${vector.side}: array}\`\`. ` +
        `Each array has the shape of the array at that path of the ${vector.side}.`,
    };
  }
  return {
    type: "object",
    title: `${words.model}InputSchema`,
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** `JacobianOutputSchema`, `JVPOutputSchema` or `VJPOutputSchema`. */
export function gradientResponse(words: GradientWords, leaves: GradientLeaves): JsonSchema {
  const { model, field, result } = words;
  const title = `${model}OutputSchema`;
  if (result === "both") {
    return {
      ...mapping(anyPath(leaves.outputs), mapping(anyPath(leaves.inputs), anyArray())),
      title,
      description:
        "The Jacobian matrix as ``{jac_outputs: {jac_inputs: array}}``. Each array has " +
        "the axes of the output, then those of the input.",
    };
  }
  return {
    ...mapping(anyPath(leaves[result]), anyArray()),
    title,
    description:
      `The product as \`\`{${field}_${result}: array}\`\`. Each array has the shape of ` +
      `the array at that path of the ${result}.`,
  };
}

/** An array as the value of a mapping, where it has no title. */
function anyArray(): JsonSchema {
  const { title: _untitled, ...schema } = arrayField(ANY_ARRAY);
  return schema;
}

/** The paths that may be named. */
function anyPath(leaves: readonly ArrayLeaf[]): JsonSchema {
  const alternatives = leaves.map((leaf): JsonSchema =>
    leaf.hasContainer
      ? { type: "string", pattern: leaf.regex }
      : { type: "string", const: leaf.pattern }
  );
  const [only] = alternatives;
  return alternatives.length === 1 && only !== undefined ? only : { anyOf: alternatives };
}

function pathSet(
  name: string,
  { leaves, description }: { leaves: readonly ArrayLeaf[]; description: string },
): JsonSchema {
  return {
    type: "array",
    items: anyPath(leaves),
    uniqueItems: true,
    minItems: 1,
    title: fieldTitle(name),
    description,
  };
}
