/** Ends this process when a call in it takes too long. @module */

import { Worker } from "node:worker_threads";
import { EXIT } from "./exit.ts";

/**
 * The other thread's program. It has to end the process from there, because the thread that is late
 * may never come back to its event loop; only libc's `_exit` does that with an exit code. SIGKILL is
 * what remains where libc cannot be called.
 */
const PROGRAM = `
import { workerData } from "node:worker_threads";
setTimeout(() => {
  Deno.stderr.writeSync(new TextEncoder().encode(workerData.message + "\\n"));
  const name = Deno.build.os === "darwin" ? "libSystem.dylib" : "libc.so.6";
  try {
    const libc = Deno.dlopen(name, { _exit: { parameters: ["i32"], result: "void" } });
    libc.symbols._exit(workerData.exitCode);
  } catch {
    Deno.kill(Deno.pid, "SIGKILL");
  }
}, workerData.limitMs);
`;

/**
 * Ends the process with exit code 124 after `limitMs`, whatever its main thread does; disposing of
 * the result calls that off. Takes some 40 ms, so it is for calls that were given a limit.
 *
 * @returns Once the clock runs.
 */
export async function startWatchdog(limitMs: number, message: string): Promise<AsyncDisposable> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), {
    workerData: { limitMs, message, exitCode: EXIT.timedOut },
  });
  await new Promise((resolve, reject) => worker.once("online", resolve).once("error", reject));
  worker.unref();
  return {
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
