/** HTTP requests of the storage schemes: one way to send them, one meaning for each status. @module */

import type { ErrorCode } from "../core/errors.ts";
import { type Act, cannot, connectionFailure, notFound, StorageError } from "./storage_error.ts";

const BUSY_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const MAX_EXCERPT_BYTES = 16 * 1024;

/**
 * Sends a request. A status is not judged here.
 *
 * @throws {StorageError} transient `unavailable` when there is no answer; the signal's reason when aborted.
 */
export async function send(
  url: string | URL,
  init: RequestInit & { client?: Deno.HttpClient },
  act: Act,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw connectionFailure(act, "the server cannot be reached, or hung up", cause);
  }
}

/** What a server said about a failure. */
export interface Refusal {
  /** The answer; its body is read or cancelled already. */
  readonly response: Response;
  /** What the server says in its body, where that is known: `NoSuchKey: The key does not exist`. */
  readonly detail?: string | undefined;
  /** One next step for 401 and 403. */
  readonly deniedHint: string;
}

/** The failure that a status stands for. */
export function statusError(act: Act, { response, detail, deniedHint }: Refusal): StorageError {
  const { status, statusText } = response;
  const answered = `the server answered ${status} ${statusText}`.trimEnd() +
    (detail ? ` (${detail})` : "");
  if (status === 404 || status === 410) return notFound(act, `it does not exist, ${answered}`);
  if (status === 401 || status === 403) return failure("denied", deniedHint);
  if (BUSY_STATUSES.has(status)) {
    return failure("unavailable", "Repeat the command in a while", {
      isTransient: true,
      retryAfterMs: parseRetryAfterMs(response.headers.get("retry-after")),
    });
  }
  return failure("failed", "See what the server says, and whether the location is right");

  function failure(code: ErrorCode, hint: string, more = {}): StorageError {
    return new StorageError(code, `${cannot(act)}: ${answered}`, { hint, ...more });
  }
}

/** The beginning of an answer's body as text; the rest is dropped. For messages and short answers. */
export async function readExcerpt(
  response: Response,
  maxBytes: number = MAX_EXCERPT_BYTES,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = maxBytes;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) break;
  }
  return text + decoder.decode();
}

/** The `Retry-After` header in milliseconds: seconds, or a date. */
export function parseRetryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
