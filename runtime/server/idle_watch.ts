/** Tells when a server has had nothing to do for a while. @module */

/** What a server is doing. */
export interface Activity {
  /** Calls that were ever begun; what `/health` answers is none. */
  readonly begun: number;
  /** Calls that wait or run now. */
  readonly open: number;
}

/** A clock to wait by; tests bring their own. */
export interface IdleClock {
  /** Milliseconds from any start. */
  now(): number;
  /** Waits so long; settles early when the signal is aborted. */
  pause(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** A look costs nothing, but a timer that never sleeps would. */
const LOOKS_PER_LIMIT = 20;
const MAX_PAUSE_MS = 10_000;

/**
 * Settles when no call ran, waited or began for `limitMs`; never when the signal is aborted before. It may be late
 * by a twentieth of the limit, at most by 10 s, and is never early.
 *
 * @param look Gives what the server does at this moment.
 */
export async function whenIdle(
  limitMs: number,
  look: () => Activity,
  { signal, clock = REAL_CLOCK }: { signal: AbortSignal; clock?: IdleClock },
): Promise<void> {
  const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(1, limitMs / LOOKS_PER_LIMIT));
  let idleSinceMs = clock.now();
  let { begun } = look();
  while (!signal.aborted) {
    await clock.pause(pauseMs, signal);
    const activity = look();
    if (activity.open > 0 || activity.begun !== begun) idleSinceMs = clock.now();
    begun = activity.begun;
    if (!signal.aborted && clock.now() - idleSinceMs >= limitMs) return;
  }
  await new Promise<never>(() => {}); // whoever aborted waits for something else
}

const REAL_CLOCK: IdleClock = {
  now: () => performance.now(),
  pause: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, durationMs);
      signal.addEventListener("abort", end, { once: true });
    }),
};
