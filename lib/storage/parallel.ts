/** Doing the same to many, a few at a time. @module */

/**
 * Runs an act for every item, at most `limit` at once. The first failure aborts the others, which are awaited.
 *
 * @throws the first failure.
 */
export async function forEachParallel<T>(
  items: Iterable<T>,
  options: { limit: number; signal?: AbortSignal | undefined },
  act: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const signal = options.signal === undefined
    ? failed.signal
    : AbortSignal.any([options.signal, failed.signal]);
  const rest = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const lane = async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      if (signal.aborted) return;
      await act(next.value, signal);
    }
  };
  const lanes = Array.from({ length: options.limit }, () =>
    lane().catch((error) => {
      errors.push(error);
      failed.abort(error);
    }));
  await Promise.all(lanes);
  options.signal?.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}
