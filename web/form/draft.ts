/** What a form holds while somebody fills it in. @module */

import type { ArrayValue } from "../arrays/array_value.ts";

/** A field as far as it is filled in: text stays text until the call, so that half a number can stand. */
export type Draft =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly array: ArrayValue; readonly name: string }
  | { readonly kind: "flag"; readonly value: boolean }
  | { readonly kind: "choice"; readonly index: number }
  | { readonly kind: "model"; readonly fields: Readonly<Record<string, Draft | undefined>> }
  | { readonly kind: "items"; readonly items: readonly Draft[] }
  | { readonly kind: "entries"; readonly entries: readonly Entry[] }
  | { readonly kind: "paths"; readonly paths: readonly string[] }
  | { readonly kind: "union"; readonly index: number; readonly draft: Draft }
  | { readonly kind: "null" };

/** One entry of a dict. */
export interface Entry {
  readonly key: string;
  readonly draft: Draft;
}

/** A draft of one kind. */
export type DraftOf<Kind extends Draft["kind"]> = Extract<Draft, { kind: Kind }>;

/** Where a field stands in the request: names, keys and indices. */
export type FieldPath = readonly (string | number)[];

/** A path as one text, to look it up. */
export function pathKey(path: FieldPath): string {
  return JSON.stringify(path);
}

/** The id of a field's element; forms of several endpoints stand in one page. */
export function fieldId(form: string, path: FieldPath): string {
  return [form, ...path.map((part) => encodeURIComponent(part))].join("-");
}

/** A path for people: `mesh.points[2]`. */
export function pathText(path: FieldPath): string {
  return path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`
  ).join("");
}
