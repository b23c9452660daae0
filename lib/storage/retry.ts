/** Trying again what is safe to repeat, a bounded number of times. @module */

import { StorageError } from "./storage_error.ts";

/** How often and how fast a transient failure is tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly tries: number;
  /** Pause before the second attempt; it doubles from there. */
  readonly firstDelayMs: number;
  /** The longest pause, also where a service asks for a longer one. */
  readonly maxDelayMs: number;
}

/** Five attempts within about 7 seconds of pauses. */
export const DEFAULT_RETRY: RetryPolicy = { tries: 5, firstDelayMs: 500, maxDelayMs: 15_000 };

/** Whether an attempt may be repeated: the failure is transient, and attempts are left. */
export function mayRetry(error: unknown, failures: number, policy: RetryPolicy): boolean {
  return error instanceof StorageError && error.isTransient && failures < policy.tries;
}

/**
 * Repeats an act while it fails with a transient `StorageError`. Only for acts that may run twice.
 *
 * @throws {StorageError} that of the last attempt.
 */
export async function retry<T>(
  act: () => Promise<T>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1;; failures++) {
    signal?.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (!mayRetry(error, failures, policy)) throw error;
      await pause(delayMs(error, failures, policy), signal);
    }
  }
}

/** The pause after the given number of failures: doubling, with jitter, at least what the service asks. */
export function delayMs(error: unknown, failures: number, policy: RetryPolicy): number {
  const asked = error instanceof StorageError ? error.retryAfterMs ?? 0 : 0;
  const backoff = policy.firstDelayMs * 2 ** (failures - 1) * (0.75 + Math.random() / 2);
  return Math.min(policy.maxDelayMs, Math.max(asked, backoff));
}

/** Waits; ends at once, with the signal's reason, when the signal is aborted. */
export async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, durationMs);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
