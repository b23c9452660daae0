/**
 * Entry of a worker thread: loads the user's module once and runs its calls one at a time.
 *
 * @module
 */

import { workerData } from "node:worker_threads";
import { TesseraError } from "../../lib/core/errors.ts";
import { Runtime } from "../endpoints/call.ts";
import { loadModule } from "../module/load.ts";
import { errorText } from "./answer.ts";
import { Claims } from "./claims.ts";
import { CallRunner } from "./call_runner.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import type { ThreadWorkerData } from "./thread_worker.ts";

const { setup, port, claims } = workerData as ThreadWorkerData;
const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

// a rejection nobody awaits would end the thread and with it the next call, which has no part in it
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  const text = `A rejection in the module was not awaited: ${errorText(event.reason)}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
});

try {
  const runtime = new Runtime(await loadModule(setup.modulePath), setup.config);
  const runner = new CallRunner({
    runtime,
    debug: setup.config.debug,
    claims: new Claims(claims),
    send,
  });
  port.onmessage = (event: MessageEvent<ToWorker>) => receive(runner, event.data);
  send({
    op: "ready",
    info: {
      endpoints: runtime.endpointNames(),
      openapi: JSON.stringify(runtime.openapi()),
    },
  });
} catch (error) {
  const isExpected = error instanceof TesseraError;
  send({
    op: "unready",
    message: isExpected ? error.message : errorText(error),
    hint: isExpected ? error.hint : undefined,
  });
}

function receive(runner: CallRunner, message: ToWorker): void {
  switch (message.op) {
    case "chunk":
      return runner.chunk(message.id, message.buffer, message.byteLength);
    case "call":
      runner.call(message.id, message.head, message.buffer);
      return;
    case "pull":
      return runner.pull(message.id, message.bytes);
    case "drop":
      return runner.drop(message.id);
  }
}
