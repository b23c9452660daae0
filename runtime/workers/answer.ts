/** From the outcome of a call to the answer that goes over the wire. @module */

import { userStack } from "../../lib/core/user_frames.ts";
import type { CallOutcome } from "../endpoints/call.ts";
import type { AnswerSegment } from "../payload/segments.ts";

/** Status, type and content of an answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly segments: readonly AnswerSegment[];
}

/**
 * Status and body as upstream gives them (observed with tesseract-core 1.15): 422 with a list, 406
 * with what is available, 500 with nothing but a fixed text unless in debug mode.
 */
export function answerOf(outcome: CallOutcome, debug: boolean): Answer {
  switch (outcome.kind) {
    case "ok":
      return { status: 200, contentType: outcome.contentType, segments: outcome.segments };
    case "invalid":
      return jsonAnswer(422, { detail: outcome.errors });
    case "not_acceptable":
      return jsonAnswer(406, { detail: outcome.detail });
    case "failed":
      return textAnswer(500, debug ? errorText(outcome.error) : "Internal Server Error");
  }
}

/** An answer whose body is JSON. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, contentType: "application/json", segments: [safeJson(body)] };
}

/** An answer whose body is plain text. */
export function textAnswer(status: number, text: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", segments: [text] };
}

/** The whole stack of an exception with its causes. */
export function errorText(error: unknown): string {
  return textOf(error, (one) => one.stack ?? `${one.name}: ${one.message}`);
}

/** The same with the frames of the user's code alone, where there are any. */
export function userErrorText(error: unknown): string {
  return textOf(error, (one) => userStack(one, { ifNone: "all" }));
}

function textOf(error: unknown, stackOf: (error: Error) => string): string {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  const own = stackOf(error);
  const { cause } = error;
  if (cause === undefined || cause === error) return own;
  return `${own}\nCaused by: ${textOf(cause, stackOf)}`;
}

/** JSON of anything that was parsed from a request: NaN is `null`, big integers are written out. */
function safeJson(body: unknown): string {
  return JSON.stringify(body, (_key, value: unknown) => {
    if (typeof value === "bigint") return rawNumber(value);
    return value;
  });
}

function rawNumber(value: bigint): unknown {
  const json = JSON as typeof JSON & { rawJSON?: (text: string) => unknown };
  return json.rawJSON === undefined ? Number(value) : json.rawJSON(value.toString());
}
