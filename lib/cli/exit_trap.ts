/** Notices a module that ends the process before its call is over. @module */

import process from "node:process";

/** How a module ended the process. */
export interface ModuleEnd {
  /** What it did, as the rest of a sentence about it. */
  readonly reason: string;
  /** The error that nobody caught, if that was it. */
  readonly error?: unknown;
}

/**
 * Until disposed, `Deno.exit` and `process.exit` call `onEnd` instead of ending the process; so do
 * errors outside any call, and a call that waits for something which can no longer happen.
 *
 * @param onEnd Must end the process: the caller of `exit` does not expect it to return.
 */
export function trapExit(onEnd: (end: ModuleEnd) => never): Disposable {
  const { exit: denoExit } = Deno;
  const { exit: nodeExit } = process;
  const trapped = (code?: number | string | null): never =>
    onEnd({ reason: `called exit(${code ?? ""}) before its result was there` });
  const onIdle = () => onEnd({ reason: "waits for a promise that nothing can settle any more" });
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    onEnd({ reason: "left a rejected promise to nobody", error: event.reason });
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    onEnd({ reason: "threw outside any call", error: event.error });
  };
  Deno.exit = trapped;
  process.exit = trapped;
  globalThis.addEventListener("beforeunload", onIdle);
  globalThis.addEventListener("unhandledrejection", onRejection);
  globalThis.addEventListener("error", onError);
  return {
    [Symbol.dispose]() {
      Deno.exit = denoExit;
      process.exit = nodeExit;
      globalThis.removeEventListener("beforeunload", onIdle);
      globalThis.removeEventListener("unhandledrejection", onRejection);
      globalThis.removeEventListener("error", onError);
    },
  };
}
