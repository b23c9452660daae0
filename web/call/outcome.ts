/** What became of a request, with a text for everything that can go wrong. @module */

import type { ErrorItem } from "../form/server_errors.ts";
import { isObject } from "../schema/json_schema.ts";

/** What a request came to. */
export type Outcome =
  | { readonly kind: "answered"; readonly json: unknown; readonly text: string }
  | { readonly kind: "large"; readonly blob: Blob }
  | { readonly kind: "invalid"; readonly errors: readonly ErrorItem[] }
  | { readonly kind: "needs_token" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Why there is no result. */
export interface Failure {
  /** What happened, in a few words. */
  readonly title: string;
  /** What the server said, if it said more than the title. */
  readonly said: string | undefined;
  /** What to do next. */
  readonly hint: string;
}

/** The errors of a 422 answer; undefined when it holds none. */
export function errorItems(json: unknown): ErrorItem[] | undefined {
  if (!isObject(json) || !Array.isArray(json.detail)) return undefined;
  return json.detail.filter(isObject).map(({ loc, msg }) => ({
    loc: Array.isArray(loc) ? loc : [],
    msg: String(msg ?? "not valid"),
  }));
}

/** Explains an answer without a result. */
export function failureOf(status: number, body: string): Failure {
  const said = saidIn(body);
  const [title, hint] = TEXTS[status] ?? otherTexts(status);
  return { title, hint, said: said === "" || title.includes(said) ? undefined : said };
}

/** Explains that there was no answer at all. */
export function unreachable(error: unknown): Failure {
  return {
    title: "The server did not answer",
    said: error instanceof Error && !/fetch|network/i.test(error.message)
      ? error.message
      : undefined,
    hint: "It may have stopped, its job may have ended, or the tunnel to it is closed. " +
      "Check that it runs, then call again; what you filled in stays here.",
  };
}

const TEXTS: Readonly<Record<number, readonly [title: string, hint: string]>> = {
  403: [
    "This server does not serve you",
    "Ask the person who started it to allow others, or start one of your own.",
  ],
  404: [
    "The server has no such endpoint",
    "It may serve another module by now: reload this page.",
  ],
  406: [
    "The server cannot write the format that this page asks for",
    "Reload this page; if that does not help, its version and the server's differ.",
  ],
  413: [
    "The request is too large for this server",
    "Send smaller arrays, or restart the server with a larger --max-body-size.",
  ],
  500: [
    "The module failed",
    "The reason stands in the log of the server, on its standard error output.",
  ],
  502: [
    "A proxy got no answer from the server",
    "The server may have stopped: check that it runs.",
  ],
  503: [
    "The server is busy or stopping",
    "Every worker computes and the queue is full, or it shuts down. Call again in a moment.",
  ],
  504: [
    "The call took longer than the server allows",
    "Make the inputs smaller, or restart the server with a longer --timeout.",
  ],
};

function otherTexts(status: number): readonly [string, string] {
  return [
    `The server answered with status ${status}`,
    "What it said is all that is known; its log may hold more.",
  ];
}

/** The `detail` of a JSON answer, or its text. */
function saidIn(body: string): string {
  try {
    const json: unknown = JSON.parse(body);
    if (!isObject(json) || json.detail === undefined) return body.trim();
    const { detail } = json;
    if (typeof detail === "string") return detail;
    return isObject(detail) && typeof detail.message === "string"
      ? detail.message
      : JSON.stringify(detail);
  } catch {
    return body.trim().replace(/^Internal Server Error(: )?/, "");
  }
}
