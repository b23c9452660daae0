/** Sends requests to the server that this page came from. @module */

import { errorItems, failureOf, type Outcome, unreachable } from "./outcome.ts";
import { authorization } from "./token.ts";

/** A larger answer is offered as a file; a browser cannot hold much more as one text. */
const MAX_SHOWN_BYTES = 256 * 1024 * 1024;

/** What is sent. */
export interface Call {
  /** Path below the server's base, without a slash at the beginning. */
  readonly path: string;
  /** JSON text; without one the request is a GET. */
  readonly body?: string;
  readonly accept: string;
  readonly token: string | undefined;
  readonly signal?: AbortSignal;
}

/** What came back, and what it took. */
export interface Answer {
  readonly outcome: Outcome;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** From sending to having read the answer. */
  readonly durationMs: number;
  /** Bytes of the answer's body. */
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** The server's base URL, also where a proxy serves it below a prefix: this page is at `<base>/docs`. */
export function baseUrl(pageUrl: string): string {
  const url = new URL(".", pageUrl);
  return `${url.origin}${url.pathname}`;
}

/** Sends a request and reads the answer. Never throws: what goes wrong is an outcome. */
export async function send(base: string, call: Call): Promise<Answer> {
  const startMs = performance.now();
  let answer: Pick<Answer, "outcome" | "status" | "sizeBytes" | "contentType">;
  try {
    const response = await fetch(new URL(call.path, base), requestInit(call));
    const blob = await response.blob();
    const contentType = response.headers.get("content-type") ?? "";
    const outcome = await outcomeOf(response.status, blob);
    answer = { outcome, status: response.status, sizeBytes: blob.size, contentType };
  } catch (error) {
    const outcome: Outcome = call.signal?.aborted === true
      ? { kind: "cancelled" }
      : { kind: "failed", failure: unreachable(error) };
    answer = { outcome, status: undefined, sizeBytes: 0, contentType: "" };
  }
  return { ...answer, durationMs: performance.now() - startMs };
}

function requestInit({ body, accept, token, signal }: Call): RequestInit {
  return {
    method: body === undefined ? "GET" : "POST",
    headers: {
      accept,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...authorization(token),
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
    cache: "no-store",
    credentials: "same-origin",
    redirect: "error",
  };
}

async function outcomeOf(status: number, blob: Blob): Promise<Outcome> {
  if (status === 401) return { kind: "needs_token" };
  if (blob.size > MAX_SHOWN_BYTES) return { kind: "large", blob };
  const text = await blob.text();
  if (status === 200) return { kind: "answered", json: parse(text), text };
  const errors = status === 422 ? errorItems(parse(text)) : undefined;
  if (errors !== undefined) return { kind: "invalid", errors };
  return { kind: "failed", failure: failureOf(status, text) };
}

/** Parses JSON; integers that a double cannot hold become bigints where the browser tells their text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value, context?: { source?: string }) => {
      const source = context?.source;
      return Number.isInteger(value) && !Number.isSafeInteger(value) && source !== undefined &&
          /^-?\d+$/.test(source)
        ? BigInt(source)
        : value;
    });
  } catch {
    return undefined;
  }
}
