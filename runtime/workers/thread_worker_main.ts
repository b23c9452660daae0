/**
 * Entry of a worker thread: loads the user's module once and runs its calls one at a time.
 *
 * @module
 */

import process from "node:process";
import { workerData } from "node:worker_threads";
import { TesseraError } from "../../lib/core/errors.ts";
import { errorText, userErrorText } from "./answer.ts";
import { Claims } from "./claims.ts";
import { CallRunner } from "./call_runner.ts";
import { LaneReader } from "./lane_reader.ts";
import { startModuleHost } from "./module_host.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { currentThreadId } from "./thread_priority.ts";
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
  const threadId = currentThreadId();
  if (threadId !== null) send({ op: "thread", threadId });
  const { host, info } = await startModuleHost(setup, tell);
  const lane: LaneReader = new LaneReader(
    lanes,
    (id, head, buffer) => runner.call(id, head, buffer),
  );
  const runner: CallRunner = new CallRunner({
    host,
    claims: new Claims(claims),
    send,
    lane,
    // a full heap ends the worker only when user code runs outside the handlers of web events;
    // inside one (Deno 2.7) the worker hangs instead
    begin: (start) => process.nextTick(start),
  });
  port.onmessage = (event: MessageEvent<ToWorker>) => receive(runner, lane, event.data);
  lane.sleep(() => runner.isIdle());
  send({ op: "ready", info });
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
