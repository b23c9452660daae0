/** The raw tree as JSON again. @module */

import { pythonFloat } from "../../../runtime/arrays/python_number.ts";
import { JsonFloat } from "../../../runtime/payload/json_float.ts";
import { LongText } from "../../../runtime/payload/long_text.ts";

/**
 * JSON text that parses to the same tree (docs/architecture.md, "The raw tree"): integers beyond 2^53,
 * `1.0` and NaN stay what they are.
 */
export function rawJson(raw: unknown): string {
  if (raw instanceof JsonFloat) return pythonFloat(raw.value);
  if (raw instanceof LongText) return JSON.stringify(raw.toString());
  if (typeof raw === "bigint" || typeof raw === "number") return String(raw);
  if (typeof raw !== "object" || raw === null) return JSON.stringify(raw ?? null);
  if (Array.isArray(raw)) return `[${raw.map(rawJson).join(",")}]`;
  const members = Object.entries(raw).map(([key, value]) =>
    `${JSON.stringify(key)}:${rawJson(value)}`
  );
  return `{${members.join(",")}}`;
}
