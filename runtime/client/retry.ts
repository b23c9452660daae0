/** When a request may be sent again. @module */

/** How an attempt failed before there was a response. */
export type ConnectionFailure =
  /** There was no connection, so nothing was sent. */
  | "not_connected"
  /** The connection ended before the response began. */
  | "broken";

/** What is known when an attempt has failed. */
export interface FailedAttempt {
  readonly failure: ConnectionFailure;
  /** Attempts made, this one included. */
  readonly attempts: number;
  /** GET: asking twice changes nothing. */
  readonly isRead: boolean;
  /** Whether this client has had an answer before, over a connection that may be the same. */
  readonly hadAnswer: boolean;
  /** How long the attempt lasted. */
  readonly elapsedMs: number;
}

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;
/** A connection that the server closed while idle breaks at once; a call that ran, later. */
const STALE_WITHIN_MS = 1_000;

/**
 * How long to wait before sending again, or null when the request must not be sent again: a call
 * that may have run is repeated only once, and only where an idle connection had been closed.
 */
export function pauseBeforeRetry(attempt: FailedAttempt): number | null {
  const { failure, attempts, isRead, hadAnswer, elapsedMs } = attempt;
  const isSafe = isRead || failure === "not_connected";
  if (isSafe) return attempts < MAX_ATTEMPTS ? backoff(attempts) : null;
  return attempts === 1 && hadAnswer && elapsedMs < STALE_WITHIN_MS ? 0 : null;
}

/**
 * Tells how `fetch` failed. Deno gives a bare `TypeError` whose text is the only difference.
 *
 * @returns null when the failure is none of the connection (a bad URL, an aborted request).
 */
export function connectionFailureOf(error: unknown): ConnectionFailure | null {
  if (!(error instanceof TypeError)) return null;
  if (/client error \(Connect\)/.test(error.message)) return "not_connected";
  return /client error|connection (?:closed|error|reset)|broken pipe/i.test(error.message)
    ? "broken"
    : null;
}

/**
 * The wait that `Retry-After` asks for.
 *
 * @param header Seconds or an HTTP date; null when the response has none.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** Doubles with each attempt, with up to half as much again at random. */
function backoff(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempts - 1) * (1 + Math.random() / 2);
}
