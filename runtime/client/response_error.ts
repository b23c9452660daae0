/** Turns an answer without a result into an error. @module */

import type { TesseraError } from "../../lib/core/errors.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import { RemoteError } from "./remote_error.ts";
import { ValidationError } from "./validation_error.ts";

const MAX_TEXT_BYTES = 64 * 1024;
/** Validation errors echo what they refuse, so their body may be as large as the request. */
const MAX_ITEMS_BYTES = 64 * 1024 * 1024;

/**
 * The error for a response whose status is not 2xx; reads its body.
 *
 * @param request Method and URL, without credentials.
 */
export async function errorOfResponse(response: Response, request: string): Promise<TesseraError> {
  const { status } = response;
  const limit = status === 422 ? MAX_ITEMS_BYTES : MAX_TEXT_BYTES;
  const text = await readText(response, limit);
  const errors = status === 422 ? itemsOf(text) : undefined;
  if (errors !== undefined) return new ValidationError({ request, errors });
  const location = response.headers.get("location");
  const body = status >= 300 && status < 400 && location !== null
    ? `a redirect to ${withoutCredentials(location)}`
    : text.slice(0, MAX_TEXT_BYTES);
  const hint = hintFor(status);
  return new RemoteError({ request, status, body }, hint === undefined ? {} : { hint });
}

function hintFor(status: number): string | undefined {
  if (status === 401) return "Pass the token option, or the URL as http://any:TOKEN@host:port";
  if (status === 503) return "The server is busy; try again later";
  return status >= 300 && status < 400 ? "Use the URL that it redirects to" : undefined;
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  // Leaving the loop early cancels the rest of the body.
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk.subarray(0, maxBytes - size), { stream: true });
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  return text + decoder.decode();
}

/** The faults, located from the request on: over HTTP they start with `body`. */
function itemsOf(text: string): ErrorItem[] | undefined {
  const body = parseJson(text);
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  if (!Array.isArray(body.detail) || !body.detail.every(isErrorItem)) return undefined;
  return body.detail.map((item) => ({
    ...item,
    loc: item.loc[0] === "body" ? item.loc.slice(1) : item.loc,
    msg: item.msg ?? item.type,
  }));
}

function isErrorItem(item: unknown): item is ErrorItem {
  return typeof item === "object" && item !== null && "type" in item &&
    typeof item.type === "string" && "loc" in item && Array.isArray(item.loc) &&
    item.loc.every((part: unknown) => typeof part === "string" || typeof part === "number");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the text itself is what the server said.
    return undefined;
  }
}

function withoutCredentials(location: string): string {
  return location.replace(/\/\/[^/@]*@/, "//");
}
