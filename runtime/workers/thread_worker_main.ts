/**
 * Entry of a worker thread: loads the user's module once and runs its calls one at a time.
 *
 * @module
 */

import { workerData } from "node:worker_threads";
import { TesseraError } from "../../lib/core/errors.ts";
import { openInspector } from "../debugging/inspector.ts";
import { Runtime } from "../endpoints/call.ts";
import { loadModule } from "../module/load.ts";
import { setThreadConfig } from "../tracking/current_config.ts";
import { captureOutput } from "../tracking/run.ts";
import { errorText, userErrorText } from "./answer.ts";
import { Claims } from "./claims.ts";
import { CallRunner } from "./call_runner.ts";
import { LaneReader } from "./lane_reader.ts";
import { ModuleCalls } from "./module_calls.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import type { ThreadWorkerData } from "./thread_worker.ts";

const { setup, port, claims, lanes } = workerData as ThreadWorkerData;
const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

// a rejection nobody awaits would end the thread and with it the next call, which has no part in it
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  tell(`A rejection in the module was not awaited: ${errorText(event.reason)}`);
});

try {
  captureOutput();
  setThreadConfig(setup.config);
  const { inspect } = setup;
  if (inspect !== undefined) await openInspector(inspect, tell);
  const module = await loadModule(setup.modulePath, { forDebugger: inspect !== undefined });
  const runtime = new Runtime(module, setup.config);
  const lane: LaneReader = new LaneReader(
    lanes,
    (id, head, buffer) => runner.call(id, head, buffer),
  );
  const runner: CallRunner = new CallRunner({
    host: new ModuleCalls(runtime, { debug: setup.config.debug }),
    claims: new Claims(claims),
    send,
    lane,
  });
  port.onmessage = (event: MessageEvent<ToWorker>) => receive(runner, lane, event.data);
  lane.sleep(() => runner.isIdle());
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
    code: isExpected ? error.code : "failed",
    message: isExpected ? error.message : errorText(error),
    hint: isExpected ? error.hint : undefined,
    cause: isExpected ? causeOf(error) : undefined,
  });
}

function causeOf({ cause }: Error): { message: string; stack: string } | undefined {
  if (!(cause instanceof Error)) return undefined;
  return { message: cause.message, stack: userErrorText(cause) };
}

function tell(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

function receive(runner: CallRunner, lane: LaneReader, message: ToWorker): void {
  switch (message.op) {
    case "chunk":
      return runner.chunk(message.id, message.buffer, message.byteLength);
    case "call":
      // what came through the lane was sent before
      lane.drain();
      runner.call(message.id, message.head, message.buffer);
      return;
    case "pull":
      return runner.pull(message.id, message.bytes);
    case "drop":
      return runner.drop(message.id);
  }
}
