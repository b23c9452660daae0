/** One request of the corpus, and the words in which cases are written down. @module */

import type { Difference } from "./differences.ts";

/** One request that both servers get, and what may differ between their answers. */
export interface RequestCase {
  /** What is tried; unique within a corpus. */
  readonly name: string;
  /** POST when left out. */
  readonly method?: string;
  /** Path and query. */
  readonly path: string;
  /** In place of `content-type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The exact text of the body, or its bytes. */
  readonly body?: string | Uint8Array;
  /** An intended difference; the case fails as well when there is none. */
  readonly differs?: Difference;
  /**
   * Nobody stated a preference, so our answer comes in the encoding of the request's arrays; it is compared with
   * what upstream answers when asked for that encoding.
   */
  readonly answeredAs?: "json+base64" | "json+binref";
  /** The order of keys in the answer is not fixed, because upstream iterates a Python set. */
  readonly anyKeyOrder?: boolean;
  /** Upstream shows unset fields as null, where a schema of ours has no default to show. */
  readonly nullsMayLack?: boolean;
  /** Whether 1 and 1.0 are the same, as in a document of schemas. */
  readonly numbersByValue?: boolean;
}

/** The headers of a case that names none. */
export const JSON_TYPE = { "content-type": "application/json" } as const;

/** Fields of a case beside its name and body. */
export type CaseOptions = Omit<RequestCase, "name" | "path" | "body">;

/** A body for `apply`, from the text of the object of inputs. */
export function apply(name: string, inputs: string, options: CaseOptions = {}): RequestCase {
  return { name, path: "/apply", body: `{"inputs":${inputs}}`, ...options };
}

/** The document of all endpoints and their schemas. */
export const OPENAPI: RequestCase = {
  name: "openapi.json",
  method: "GET",
  path: "/openapi.json",
  anyKeyOrder: true,
  numbersByValue: true,
};

/** A request to any endpoint, from its body: a text, bytes, or what becomes JSON. */
export function post(
  name: string,
  path: string,
  body: string | object,
  options: CaseOptions = {},
): RequestCase {
  const isWritten = typeof body === "string" || body instanceof Uint8Array;
  return { name, path, body: isWritten ? body : JSON.stringify(body), ...options };
}

/** The text of an encoded array whose buffer stands in JSON. */
export function jsonArray(dtype: string, shape: readonly number[], buffer: string): string {
  return envelope(dtype, JSON.stringify(shape), `{"buffer":${buffer},"encoding":"json"}`);
}

/** The text of an encoded array whose buffer is base64. */
export function base64Array(dtype: string, shape: readonly number[], buffer: string): string {
  return envelope(dtype, JSON.stringify(shape), `{"buffer":"${buffer}","encoding":"base64"}`);
}

/** The text of an encoded array whose buffer is a file. */
export function binrefArray(dtype: string, shape: readonly number[], reference: string): string {
  return envelope(dtype, JSON.stringify(shape), `{"buffer":"${reference}","encoding":"binref"}`);
}

/** The text of an encoded array, from the texts of its parts. */
export function envelope(dtype: string, shape: string, data: string): string {
  return `{"object_type":"array","shape":${shape},"dtype":"${dtype}","data":${data}}`;
}
