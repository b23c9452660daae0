/** The error for a payload that a module has refused elsewhere: in another process, or on a server. @module */

import type { ErrorItem } from "../../runtime/schema/error_item.ts";
import { TesseraError } from "../core/errors.ts";
import { invalidPayload } from "./call_in_process.ts";
import type { Payload } from "./payload.ts";
import { type JsonFault, notJson } from "./payload_json.ts";
import { errorItemsIn } from "./served/answer.ts";

/**
 * The error that a 422 stands for, or another status that blames the request.
 *
 * @param text The body of the answer.
 * @param options Name of the request's schema, and what was sent.
 */
export function refusedPayload(
  text: string,
  { model, payload }: { readonly model: string; readonly payload: Payload | undefined },
): TesseraError {
  const items = errorItemsIn(text);
  if (items === undefined) {
    return new TesseraError("bad_input", `Cannot use payload: ${detailIn(text)}`);
  }
  const [first] = items;
  if (payload === undefined || first?.type !== "json_invalid") return invalidPayload(model, items);
  return notJson(payload, jsonFaultOf(first));
}

/** What a server says in one sentence, if it does. */
function detailIn(text: string): string {
  try {
    const { detail } = JSON.parse(text);
    return typeof detail === "string" ? detail : text;
  } catch {
    return text;
  }
}

/** A server tells where the JSON ends to be JSON as the place, and why among the facts. */
function jsonFaultOf({ loc, msg, ctx }: ErrorItem): JsonFault {
  return { message: String(ctx?.error ?? msg), offset: Number(loc.at(-1) ?? 0) };
}
