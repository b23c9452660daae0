/** Writes requests as JSON text. @module */

import { requestText } from "../arrays/envelope.ts";
import { ArrayArgument, type RequestValue } from "../form/request_value.ts";

const LINE_CHARS = 66;
const STEP = "  ";

/** JSON text of a request, with short parts on one line. */
export function writeJson(value: RequestValue, indent = ""): string {
  if (value instanceof ArrayArgument) return requestText(value.array, value.type);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = indent + STEP;
  if (Array.isArray(value)) {
    return joined("[", value.map((item) => writeJson(item, inner)), "]", { indent, step: STEP });
  }
  const parts = Object.entries(value as Record<string, RequestValue>)
    .map(([key, item]) => `${JSON.stringify(key)}: ${writeJson(item, inner)}`);
  return joined("{", parts, "}", { indent, step: STEP });
}

/** A list of parts between brackets: on one line when they fit, else on a line each. */
export function joined(
  open: string,
  parts: readonly string[],
  close: string,
  { indent, step }: { readonly indent: string; readonly step: string },
): string {
  const chars = parts.reduce((sum, part) => sum + part.length + 2, indent.length);
  if (chars <= LINE_CHARS && !parts.some((part) => part.includes("\n"))) {
    return `${open}${parts.join(", ")}${close}`;
  }
  return `${open}\n${
    parts.map((part) => `${indent}${step}${part}`).join(",\n")
  }\n${indent}${close}`;
}
