/** A result with its arrays decoded. @module */

import type { ArrayValue } from "../arrays/array_value.ts";
import { readEnvelope } from "../arrays/envelope.ts";
import { isObject } from "../schema/json_schema.ts";

/** A part of a result. */
export type ResultNode =
  | { readonly kind: "array"; readonly array: ArrayValue }
  | {
    readonly kind: "parts";
    readonly parts: readonly (readonly [name: string, node: ResultNode])[];
  }
  | { readonly kind: "items"; readonly items: readonly ResultNode[] }
  | { readonly kind: "plain"; readonly text: string };

/** Decodes every array in a result; an envelope that cannot be read stays as JSON. */
export function resultTree(json: unknown): ResultNode {
  const array = tryEnvelope(json);
  if (array !== undefined) return { kind: "array", array };
  if (isObject(json)) {
    return {
      kind: "parts",
      parts: Object.entries(json).map(([name, part]) => [name, resultTree(part)]),
    };
  }
  if (Array.isArray(json) && json.some((item) => typeof item === "object" && item !== null)) {
    return { kind: "items", items: json.map(resultTree) };
  }
  return { kind: "plain", text: plainText(json) };
}

function tryEnvelope(json: unknown): ArrayValue | undefined {
  try {
    return readEnvelope(json);
  } catch {
    return undefined;
  }
}

function plainText(json: unknown): string {
  if (typeof json === "bigint") return String(json);
  if (Array.isArray(json)) return `[${json.map(plainText).join(", ")}]`;
  return JSON.stringify(json) ?? "nothing";
}
