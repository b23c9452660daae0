/** Validation errors as text for people. @module */

import type { ErrorItem } from "../schema/error_item.ts";

/**
 * Lists errors in pydantic's layout: a count, then for each error its place and its message.
 *
 * @param model Name of the model that refused the value.
 */
export function formatErrors(model: string, errors: readonly ErrorItem[]): string {
  const noun = errors.length === 1 ? "error" : "errors";
  const lines = [`${errors.length} validation ${noun} for ${model}`];
  for (const { type, loc, msg } of errors) {
    if (loc.length > 0) lines.push(loc.join("."));
    lines.push(`  ${msg} [type=${type}]`);
  }
  return lines.join("\n");
}
