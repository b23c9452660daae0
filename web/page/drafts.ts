/** The forms of all endpoints; those that take the same inputs share them. @module */

import { ArrayValue } from "../arrays/array_value.ts";
import type { Draft } from "../form/draft.ts";
import { draftOf, exactDraft } from "../form/fill_in.ts";
import { firstDraft, followPaths } from "../form/gradient_request.ts";
import type { Api, Endpoint } from "../schema/api.ts";
import { exampleOf } from "../schema/example.ts";
import { fieldOf } from "../schema/field.ts";
import { isObject } from "../schema/json_schema.ts";

/** Drafts by the name of the endpoint. */
export type Drafts = Readonly<Record<string, Draft>>;

/** These take apply's inputs as they are; abstract_eval takes shapes in the place of arrays. */
const SHARING = ["apply", "jacobian", "jacobian_vector_product", "vector_jacobian_product"];

/** What every form begins with. */
export function firstDrafts(api: Api): Drafts {
  return Object.fromEntries(api.endpoints.map((endpoint) => [endpoint.name, begin(endpoint, api)]));
}

/** Changes one form, and the inputs of those that share them. */
export function changeDraft(drafts: Drafts, api: Api, name: string, draft: Draft): Drafts {
  const followed = draft.kind === "model" ? followPaths(draft, api) : draft;
  const changed = { ...drafts, [name]: followed };
  if (!SHARING.includes(name) || followed.kind !== "model") return changed;
  const { inputs } = followed.fields;
  for (const other of SHARING) {
    const shared = changed[other];
    if (other === name || shared?.kind !== "model" || shared.fields.inputs === inputs) continue;
    changed[other] = { kind: "model", fields: { ...shared.fields, inputs } };
  }
  return changed;
}

/** The form of one endpoint as it was at the beginning. */
export function begin(endpoint: Endpoint, api: Api): Draft {
  const apply = api.endpoints.find(({ name }) => name === "apply");
  if (endpoint.name !== "abstract_eval" || apply === undefined) return firstDraft(endpoint, api);
  const { document } = api;
  return draftOf(endpoint.request, withoutValues(exampleOf(apply.request, document)), document);
}

/**
 * The form filled in with a request that somebody opened, or with inputs alone.
 *
 * @throws {SyntaxError} When the JSON is no request of this endpoint.
 */
export function openRequest(text: string, endpoint: Endpoint, api: Api): Draft {
  const json: unknown = JSON.parse(text);
  const first = begin(endpoint, api);
  const field = fieldOf(endpoint.request, api.document);
  if (field.kind === "model" && first.kind === "model") {
    for (const candidate of [json, { inputs: json }]) {
      if (!isObject(candidate) || !("inputs" in candidate)) continue;
      const parts = Object.entries(candidate).map(([name, value]) => {
        const property = field.properties.find((other) => other.name === name);
        return [name, property && exactDraft(property.schema, value, api.document)] as const;
      });
      if (parts.some(([, part]) => part === undefined)) continue;
      return { kind: "model", fields: { ...first.fields, ...Object.fromEntries(parts) } };
    }
  }
  throw new SyntaxError(
    `Cannot open the request: expected a JSON object with "inputs", as ${endpoint.name} takes it`,
  );
}

/** The same value with shape and dtype in the place of every array. */
function withoutValues(value: unknown): unknown {
  if (value instanceof ArrayValue) return { shape: [...value.shape], dtype: value.dtype };
  if (Array.isArray(value)) return value.map(withoutValues);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutValues(part)]));
}
