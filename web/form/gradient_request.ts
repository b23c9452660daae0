/** What the requests of gradient endpoints need besides inputs: chosen paths, and vectors along them. @module */

import { elementWriter, nestedText } from "../arrays/element_text.ts";
import { constantArray } from "../schema/example_array.ts";
import type { Api, Endpoint } from "../schema/api.ts";
import { isObject, resolveRef, type Schema } from "../schema/json_schema.ts";
import { isDType } from "../../runtime/arrays/dtype.ts";
import type { Draft, DraftOf } from "./draft.ts";
import { exampleDraft } from "./fill_in.ts";
import { draftAt, pathsIn } from "./gradient_paths.ts";
import { readArrayText } from "./request_value.ts";

/** The parts of a request that go together: a list of paths, and the dict with one array for each. */
const VECTORS = [
  { paths: "jvp_inputs", vector: "tangent_vector" },
  { paths: "vjp_outputs", vector: "cotangent_vector" },
];
/** Names of the fields whose entries follow a choice of paths. */
export const FOLLOWING_FIELDS: readonly string[] = VECTORS.map(({ vector }) => vector);

const INPUT_PATHS = ["jac_inputs", "jvp_inputs", "vjp_inputs"];
/** Length of an axis of which nothing is known; the one of example arrays. */
const UNKNOWN_LENGTH = 3;

/** The draft that an endpoint's form begins with; `inputs` are kept where they are given. */
export function firstDraft(endpoint: Endpoint, api: Api, inputs?: Draft): Draft {
  const draft = exampleDraft(endpoint.request, api.document);
  if (draft.kind !== "model") return draft;
  const fields: Record<string, Draft | undefined> = { ...draft.fields };
  if (inputs !== undefined) fields.inputs = inputs;
  for (const name of INPUT_PATHS) {
    if (fields[name] !== undefined) {
      fields[name] = { kind: "paths", paths: inputPaths(api, fields.inputs) };
    }
  }
  for (const { vector } of VECTORS) {
    if (fields[vector] !== undefined) fields[vector] = { kind: "entries", entries: [] };
  }
  return followPaths({ kind: "model", fields }, api);
}

/** Every path of a differentiable array in a draft of `inputs`. */
export function inputPaths(api: Api, inputs: Draft | undefined): string[] {
  return Object.keys(differentiable(api, "request")).flatMap((pattern) => pathsIn(inputs, pattern));
}

/** Gives the vectors of a request one entry for each chosen path, ones where there was none. */
export function followPaths(draft: DraftOf<"model">, api: Api): DraftOf<"model"> {
  let { fields } = draft;
  for (const { paths: pathsName, vector: vectorName } of VECTORS) {
    const [chosen, vector] = [fields[pathsName], fields[vectorName]];
    if (chosen?.kind !== "paths" || vector?.kind !== "entries") continue;
    const entries = chosen.paths.map((key) =>
      vector.entries.find((entry) => entry.key === key) ??
        { key, draft: onesFor(key, pathsName, fields, api) }
    );
    fields = { ...fields, [vectorName]: { kind: "entries", entries } };
  }
  return { kind: "model", fields };
}

function onesFor(
  path: string,
  pathsName: string,
  fields: DraftOf<"model">["fields"],
  api: Api,
): Draft {
  const shape = INPUT_PATHS.includes(pathsName)
    ? shapeOf(draftAt(fields.inputs, path))
    : declaredShape(api, path);
  const ones = constantArray({ dtype: "float64" }, shape ?? [], "1");
  return { kind: "text", text: nestedText(ones, elementWriter(ones)) };
}

function shapeOf(draft: Draft | undefined): readonly number[] | undefined {
  if (draft?.kind === "file") return draft.array.shape;
  if (draft?.kind !== "text") return undefined;
  try {
    return readArrayText(draft.text, {}).shape;
  } catch {
    return undefined; // half typed: the vector can be corrected later, like the input
  }
}

function declaredShape(api: Api, path: string): number[] | undefined {
  const declared = differentiable(api, "response")[path.replaceAll(/\[\d+\]/g, "[]")];
  if (!isObject(declared) || !Array.isArray(declared.shape)) return undefined;
  return declared.shape.map((length) => typeof length === "number" ? length : UNKNOWN_LENGTH);
}

/** Patterns of differentiable arrays and what they declare (tesseract-core 1.15 lists them with apply's schemas). */
function differentiable(api: Api, of: "request" | "response"): Schema {
  const apply = api.endpoints.find(({ name }) => name === "apply");
  if (apply === undefined) return {};
  const listed = resolveRef(apply[of], api.document).differentiable_arrays;
  if (!isObject(listed)) return {};
  return Object.fromEntries(
    Object.entries(listed).filter(([, type]) =>
      !isObject(type) || isDType(type.dtype ?? "float64")
    ),
  );
}
