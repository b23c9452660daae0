/** A worker that is a thread of this process, for TypeScript and JavaScript modules. @module */

import { type Transferable, Worker as Thread } from "node:worker_threads";
import { TesseraError } from "../../lib/core/errors.ts";
import { Claims } from "./claims.ts";
import type {
  CallHead,
  FromWorker,
  SmallCallLanes,
  ToWorker,
  WorkerInfo,
  WorkerSetup,
} from "./protocol.ts";
import { SmallCalls } from "./small_calls.ts";
import { demoteThread } from "./thread_priority.ts";
import type { Worker, WorkerEvents } from "./worker.ts";

/** What a worker thread is started with. */
export interface ThreadWorkerData {
  readonly setup: WorkerSetup;
  /** Where it takes calls and sends answers. */
  readonly port: MessagePort;
  readonly claims: SharedArrayBuffer;
  readonly lanes: SmallCallLanes;
}

/** Limits of a worker thread. */
export interface ThreadLimits {
  /**
   * JavaScript heap in MiB; array data does not count. A quarter of the memory without it, at most
   * 4 GiB: as V8 has it, but a heap that V8 limits by itself ends the whole process when it is full.
   */
  readonly heapMib?: number;
  /** How long an idle worker looks for the next call before it sleeps; not at all without it. */
  readonly spinMs?: number;
}

/**
 * Starts a thread that loads the module.
 *
 * The thread runs in `node:worker_threads`, not in a Web worker: there a full heap ends the whole
 * process and `Deno.exit()` leaves a worker that never answers again.
 */
export function startThreadWorker(
  setup: WorkerSetup,
  limits: ThreadLimits,
  events: WorkerEvents,
): Worker {
  return new ThreadWorker(setup, limits, events);
}

/** After the end of a thread no more answers are expected when none came for so long. */
const QUIET_MS = 5;

class ThreadWorker implements Worker {
  readonly ready: Promise<WorkerInfo>;
  readonly #claims = new Claims();
  readonly #thread: Thread;
  /** Carries the calls: half the cost of the thread's own channel, which the runtime polls. */
  readonly #port: MessagePort;
  readonly #events: WorkerEvents;
  readonly #heapMib: number;
  readonly #small: SmallCalls;
  readonly #ready = Promise.withResolvers<WorkerInfo>();
  #reason: string | undefined;
  #isGone = false;
  #received = 0;
  #threadId: number | undefined;

  constructor(setup: WorkerSetup, limits: ThreadLimits, events: WorkerEvents) {
    this.#events = events;
    this.#heapMib = limits.heapMib ?? defaultHeapMib();
    this.ready = this.#ready.promise;
    this.#small = new SmallCalls((id, head, buffer) => {
      this.#received++;
      events.onAnswer(id, head, buffer, true);
    });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#port.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    this.#thread = new Thread(new URL("./thread_worker_main.ts", import.meta.url), {
      workerData: {
        setup,
        port: port2,
        claims: this.#claims.memory,
        lanes: this.#small.lanes(limits.spinMs ?? 0),
      } satisfies ThreadWorkerData,
      // the web's port; node's types know only their own class
      transferList: [port2 as unknown as Transferable],
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMib },
    });
    this.#thread.on("error", (error: Error) => this.#failed(error));
    this.#thread.on("exit", (code: number) => this.#exited(code));
  }

  takeBack(id: number): boolean {
    if (!this.#claims.revoke(id)) return false;
    this.#small.forget(id);
    return true;
  }

  writeBody(id: number, buffer: ArrayBuffer, byteLength: number | undefined): void {
    this.#small.bodyIsAhead(id);
    this.#send({ op: "chunk", id, buffer, byteLength }, [buffer]);
  }

  call(id: number, head: CallHead, buffer: ArrayBuffer | null, keepBuffer: boolean): void {
    this.#claims.open(id);
    if (this.#small.send(id, head, buffer)) return;
    this.#send({ op: "call", id, head, buffer }, buffer === null || keepBuffer ? [] : [buffer]);
  }

  waitBriefly(limitMs: number): void {
    this.#small.waitBriefly(limitMs);
  }

  pull(id: number, bytes: number): void {
    this.#send({ op: "pull", id, bytes }, []);
  }

  drop(id: number): void {
    this.#small.bodyIsDropped(id);
    this.#send({ op: "drop", id }, []);
  }

  async terminate(): Promise<void> {
    this.#reason ??= "was ended";
    // one that is busy goes on for ever
    if (this.#threadId !== undefined) demoteThread(this.#threadId);
    this.#threadId = undefined;
    await this.#thread.terminate();
    this.#exited(1);
  }

  #send(message: ToWorker, transfer: ArrayBuffer[]): void {
    if (!this.#isGone) this.#port.postMessage(message, transfer);
  }

  #receive(message: FromWorker): void {
    this.#received++;
    switch (message.op) {
      case "answer":
        this.#small.forget(message.id);
        return this.#events.onAnswer(message.id, message, message.buffer, message.isLast);
      case "more":
        return this.#events.onMore(message.id, message.buffer, message.isLast);
      case "taken":
        return this.#events.onTaken(message.id, message.bytes);
      case "ready":
        return this.#ready.resolve(message.info);
      case "thread":
        this.#threadId = message.threadId;
        return;
      case "unready":
        this.#ready.reject(startFailure(message));
        this.terminate();
    }
  }

  #failed(error: Error & { code?: string }): void {
    const limit = ` of ${this.#heapMib} MiB`;
    this.#reason ??= error.code === "ERR_WORKER_OUT_OF_MEMORY"
      ? `ran out of memory (its heap limit${limit})`
      : `ended with an uncaught ${error.name}: ${error.message}`;
    // an uncaught error ends the thread, but not every version of the runtime says so
    this.#exited(1);
  }

  /** The end of a thread overtakes its last answers: those still count. */
  #exited(code: number): void {
    this.#reason ??= `exited with code ${code}`;
    const { promise: quiet, resolve } = Promise.withResolvers<void>();
    const wait = (received: number): void => {
      setTimeout(() => received === this.#received ? resolve() : wait(this.#received), QUIET_MS);
    };
    wait(this.#received);
    quiet.then(() => this.#conclude());
  }

  #conclude(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#port.close();
    this.#small.close();
    const reason = this.#reason ?? "ended";
    this.#ready.reject(new TesseraError("failed", `Cannot start the worker: it ${reason}`));
    this.#ready.promise.catch(() => {});
    this.#events.onExit({ reason });
  }
}

function startFailure(
  { code, message, hint, cause }: Extract<FromWorker, { op: "unready" }>,
): TesseraError {
  return new TesseraError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined
      ? {}
      : { cause: Object.assign(new Error(cause.message), { stack: cause.stack }) }),
  });
}

function defaultHeapMib(): number {
  const totalMib = Deno.systemMemoryInfo().total / 2 ** 20;
  return Math.min(4_096, Math.max(256, Math.floor(totalMib / 4)));
}
