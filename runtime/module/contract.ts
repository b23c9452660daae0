/** What a module must export. @module */

import { basename, extname } from "node:path";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { findNearestName } from "../../lib/core/nearest_name.ts";
import { docComments } from "./doc_comments.ts";
import type { EndpointFunction, EndpointFunctionName, UserModule } from "./user_module.ts";

const SCHEMAS = ["InputSchema", "OutputSchema"] as const;
const GRADIENTS: readonly EndpointFunctionName[] = [
  "jacobian",
  "jacobian_vector_product",
  "vector_jacobian_product",
];
const FUNCTIONS: readonly EndpointFunctionName[] = ["apply", ...GRADIENTS, "abstract_eval"];
const NAMES: readonly string[] = [...SCHEMAS, ...FUNCTIONS];

/** Names that people give these exports elsewhere, in lower case and without underscores. */
const ALIASES: Readonly<Record<string, string>> = {
  input: "InputSchema",
  inputs: "InputSchema",
  inputsschema: "InputSchema",
  inputmodel: "InputSchema",
  output: "OutputSchema",
  outputs: "OutputSchema",
  outputsschema: "OutputSchema",
  outputmodel: "OutputSchema",
  jac: "jacobian",
  jvp: "jacobian_vector_product",
  vjp: "vector_jacobian_product",
  abstract: "abstract_eval",
  abstractevaluation: "abstract_eval",
};

/** Where the exports come from. */
export interface ContractSource {
  /** Absolute path of the module's file. */
  readonly path: string;
  /** What the user wrote in it, for its doc comments. */
  readonly source: string;
  /** Whether a schema has an array that gradients can be asked for. */
  readonly isDifferentiable: (schema: z.ZodType) => boolean;
}

/**
 * Checks a module's exports: `InputSchema` and `OutputSchema` are zod objects, `apply` is a function, so
 * are the optional endpoints, and where there are gradients both schemas have something to
 * differentiate. Other exports are the author's own business.
 *
 * @throws {TesseraError} `bad_input` that lists every export that is missing or wrong, and what was
 * expected.
 */
export function checkContract(
  namespace: Readonly<Record<string, unknown>>,
  from: ContractSource,
): UserModule {
  const { InputSchema: inputs, OutputSchema: outputs } = namespace;
  const functions: Partial<Record<EndpointFunctionName, EndpointFunction>> = {};
  const faults = SCHEMAS.flatMap((name) => schemaFault(name, namespace));
  for (const name of FUNCTIONS) {
    const value = namespace[name];
    if (isEndpointFunction(value)) functions[name] = value;
    else faults.push(...functionFault(name, namespace));
  }
  if (GRADIENTS.some((name) => functions[name] !== undefined)) {
    faults.push(...SCHEMAS.flatMap((name) => gradientFault(name, namespace[name], from)));
  }
  if (faults.length > 0 || !isOurSchema(inputs) || !isOurSchema(outputs)) {
    throw contractError(from.path, faults, namespace);
  }
  return {
    path: from.path,
    name: basename(from.path, extname(from.path)),
    docs: docComments(from.source, FUNCTIONS.filter((name) => functions[name] !== undefined)),
    inputs,
    outputs,
    functions,
  };
}

function schemaFault(name: string, namespace: Readonly<Record<string, unknown>>): string[] {
  const expected = "expected a zod object, z.object({ … })";
  if (!Object.hasOwn(namespace, name)) return [missing(name, expected, namespace)];
  const value = namespace[name];
  if (isOurSchema(value)) return [];
  return [`"${name}" is ${schemaWords(value)}, ${expected}`];
}

function gradientFault(name: string, schema: unknown, from: ContractSource): string[] {
  if (!isOurSchema(schema) || from.isDifferentiable(schema)) return [];
  return [`"${name}" has nothing to differentiate, expected a differentiable(array(…)) in it`];
}

function functionFault(
  name: EndpointFunctionName,
  namespace: Readonly<Record<string, unknown>>,
): string[] {
  if (Object.hasOwn(namespace, name)) {
    return [`"${name}" is ${valueWords(namespace[name])}, expected a function`];
  }
  if (name === "apply") return [missing(name, "expected a function", namespace)];
  const misnamed = otherName(name, namespace);
  if (misnamed === undefined) return [];
  return [`"${misnamed}" is not a name that is called, expected "${name}"`];
}

function missing(
  name: string,
  expected: string,
  namespace: Readonly<Record<string, unknown>>,
): string {
  const found = otherName(name, namespace) ?? findNearestName(name, unclaimed(namespace));
  const fault = `"${name}" is missing, ${expected}`;
  return found === undefined ? fault : `${fault}; did you mean it by "${found}"?`;
}

/** An export that is plainly meant to be `name`, but for underscores, capitals or an abbreviation. */
function otherName(name: string, namespace: Readonly<Record<string, unknown>>): string | undefined {
  const bare = (text: string) => text.toLowerCase().replaceAll("_", "");
  return unclaimed(namespace).find((found) =>
    bare(found) === bare(name) || ALIASES[bare(found)] === name
  );
}

function unclaimed(namespace: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(namespace).filter((found) => !NAMES.includes(found));
}

function contractError(
  path: string,
  faults: readonly string[],
  namespace: Readonly<Record<string, unknown>>,
): TesseraError {
  const names = Object.keys(namespace);
  const hint = names.length === 1 && names[0] === "default"
    ? `Export each by its name instead of as "default"`
    : `A module exports ${SCHEMAS.join(", ")} and apply; see docs/modules.md`;
  return new TesseraError(
    "bad_input",
    `Cannot use module "${path}": found ${faults.length === 1 ? "an export" : "exports"} that ` +
      `${faults.length === 1 ? "does" : "do"} not fit\n${
        faults.map((fault) => `  - ${fault}`).join("\n")
      }`,
    { hint },
  );
}

function isOurSchema(value: unknown): value is z.ZodObject {
  return internals(value)?.constr === z.ZodObject;
}

function isEndpointFunction(value: unknown): value is EndpointFunction {
  return typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
}

/** What zod 4 keeps in every schema. */
function internals(value: unknown): { constr: unknown; type: string } | undefined {
  if (typeof value !== "object" || value === null || !("_zod" in value)) return undefined;
  const { _zod } = value;
  if (typeof _zod !== "object" || _zod === null || !("def" in _zod)) return undefined;
  const type = (_zod.def as { type?: unknown } | undefined)?.type;
  return { constr: "constr" in _zod ? _zod.constr : undefined, type: String(type) };
}

function schemaWords(value: unknown): string {
  const zod = internals(value);
  if (zod?.type === "object") {
    return `made by another copy of zod (import { z } from "tessera" uses the right one)`;
  }
  if (zod !== undefined) return `a zod ${zod.type}`;
  if (typeof value === "object" && value !== null && "_def" in value) {
    return `a schema of zod 3 (import { z } from "tessera" is zod 4)`;
  }
  return valueWords(value);
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return isEndpointFunction(value) ? "a function" : "a class";
  if (typeof value === "object") return "an object";
  return `the ${typeof value} ${Deno.inspect(value)}`;
}
