/** Puts the errors of a 422 answer beside the fields they belong to. @module */

import { type Field, fieldOf } from "../schema/field.ts";
import type { Schema } from "../schema/json_schema.ts";
import { type Draft, type FieldPath, pathKey, pathText } from "./draft.ts";
import type { Messages } from "./request_value.ts";

/** One error of a 422 answer (pydantic's form). */
export interface ErrorItem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** Messages by field; what belongs to no field stands at the request itself, under the empty path. */
export function assignErrors(
  errors: readonly ErrorItem[],
  form: { schema: Schema; draft: Draft; document: Schema },
): Messages {
  const messages = new Map<string, string[]>();
  for (const { loc, msg } of errors) {
    const within = loc[0] === "body" ? loc.slice(1) : loc;
    const path = nearestField(
      fieldOf(form.schema, form.document),
      form.draft,
      within,
      form.document,
    );
    const rest = within.slice(path.length).filter((part) => !isChoiceName(part));
    const message = msg.replace(/^(Value|Assertion) error, /, "");
    const text = rest.length === 0 ? message : `${pathText(rest)}: ${message}`;
    const key = pathKey(path);
    const before = messages.get(key) ?? [];
    if (!before.includes(text)) messages.set(key, [...before, text]);
  }
  return messages;
}

/** The deepest field on the way to a location. */
function nearestField(field: Field, draft: Draft, loc: FieldPath, document: Schema): FieldPath {
  const [head, ...rest] = loc;
  if (head === undefined) return [];
  const enter = (schema: Schema, inner: Draft | undefined): FieldPath =>
    inner === undefined
      ? [head]
      : [head, ...nearestField(fieldOf(schema, document), inner, rest, document)];
  if (field.kind === "union" && draft.kind === "union") {
    const option = fieldOf(field.options[draft.index] ?? {}, document);
    const direct = nearestField(option, draft.draft, loc, document);
    // pydantic puts the name of the alternative between the union and what is inside it
    return direct.length > 0 ? direct : nearestField(option, draft.draft, rest, document);
  }
  if (field.kind === "model" && draft.kind === "model") {
    const property = field.properties.find(({ name }) => name === head);
    return property === undefined ? [] : enter(property.schema, draft.fields[property.name]);
  }
  if (draft.kind === "items" && typeof head === "number") {
    const schema = field.kind === "list"
      ? field.item
      : field.kind === "tuple"
      ? field.items[head]
      : undefined;
    return schema === undefined || draft.items[head] === undefined
      ? []
      : enter(schema, draft.items[head]);
  }
  if (field.kind === "dict" && draft.kind === "entries") {
    const entry = draft.entries.find(({ key }) => key === String(head));
    return entry === undefined ? [] : enter(field.value, entry.draft);
  }
  return [];
}

/** Names that pydantic gives to alternatives, which say nothing to somebody who sees the field. */
function isChoiceName(part: string | number): boolean {
  return typeof part === "string" && /^(literal\[|constrained-|\[key\]|[a-z]+\[)/.test(part);
}
