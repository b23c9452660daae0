/** What tells a sweep to stop. @module */

import type { CliIo } from "../../io.ts";

/** SIGTERM: somebody, or a scheduler, ends it; SIGUSR1: the end of the job's time is near. */
const SIGNALS = ["SIGTERM", "SIGUSR1"] as const satisfies readonly Deno.Signal[];

/** Aborted by the first Ctrl-C, SIGTERM or SIGUSR1; after that, signals have their usual effect again. */
export function stopSignals(io: CliIo): Disposable & { readonly signal: AbortSignal } {
  const told = new AbortController();
  const interrupts = io.catchInterrupts();
  const listeners = SIGNALS.map((name) => {
    const listener = () => told.abort(new Error(`Got ${name}`));
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: AbortSignal.any([io.signal, told.signal]),
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
      interrupts[Symbol.dispose]();
    },
  };
}
