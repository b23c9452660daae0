/** A worker that is a Python process, spoken to from this very thread. @module */

import { killGroup } from "../python/kill_group.ts";
import { CallRunner } from "./call_runner.ts";
import type { StartedHost } from "./call_host.ts";
import { startPythonHost } from "./python_host.ts";
import type {
  CallHead,
  FromWorker,
  PythonWorkerSetup,
  WorkerInfo,
  WorkerSetup,
} from "./protocol.ts";
import type { Worker, WorkerEvents } from "./worker.ts";

/** Starts a process of the user's interpreter that loads the module. */
export function startPythonWorker(
  setup: WorkerSetup,
  python: PythonWorkerSetup,
  events: WorkerEvents,
): Worker {
  return new PythonWorker(setup, python, events);
}

/** What an idle process gets for ending by itself. */
const SHUT_DOWN_MS = 1_000;

class PythonWorker implements Worker {
  readonly ready: Promise<WorkerInfo>;
  readonly #events: WorkerEvents;
  readonly #waiting = new Set<number>();
  readonly #exited = Promise.withResolvers<void>();
  #runner: CallRunner | undefined;
  #shutDown: (() => void) | undefined;
  #pid: number | undefined;
  #reason: string | undefined;
  #isGone = false;

  constructor(setup: WorkerSetup, python: PythonWorkerSetup, events: WorkerEvents) {
    this.#events = events;
    this.ready = startPythonHost(setup, python, {
      onStarted: (pid) => {
        this.#pid = pid;
        if (this.#reason !== undefined) this.#kill(); // it was ended meanwhile
      },
      onExit: (reason) => this.#conclude(reason),
    }).then((started) => this.#begin(started));
    this.ready.catch(() => this.#conclude("could not load the module"));
  }

  takeBack(id: number): boolean {
    return this.#waiting.delete(id);
  }

  writeBody(id: number, buffer: ArrayBuffer, byteLength: number | undefined): void {
    this.#runner?.chunk(id, buffer, byteLength);
  }

  call(id: number, head: CallHead, buffer: ArrayBuffer | null, _keepBuffer: boolean): void {
    this.#waiting.add(id);
    this.#runner?.call(id, head, buffer);
  }

  pull(id: number, bytes: number): void {
    this.#runner?.pull(id, bytes);
  }

  drop(id: number): void {
    this.#runner?.drop(id);
  }

  /** An idle process may end by itself, so that what its module registered for its end runs. */
  async terminate(): Promise<void> {
    this.#reason ??= "was ended";
    if (this.#runner?.isIdle() === true && !this.#isGone) {
      this.#shutDown?.();
      const timer = setTimeout(() => this.#kill(), SHUT_DOWN_MS);
      await this.#exited.promise;
      clearTimeout(timer);
    }
    this.#kill();
  }

  #begin({ host, info, shutDown }: StartedHost): WorkerInfo {
    this.#shutDown = shutDown;
    this.#runner = new CallRunner({
      host,
      claims: { begin: (id) => this.#waiting.delete(id) },
      send: (message) => this.#receive(message),
      lane: { answer: () => false, next: () => {} },
    });
    return info;
  }

  #receive(message: FromWorker): void {
    switch (message.op) {
      case "answer":
        return this.#events.onAnswer(message.id, message, message.buffer, message.isLast);
      case "more":
        return this.#events.onMore(message.id, message.buffer, message.isLast);
      case "taken":
        return this.#events.onTaken(message.id, message.bytes);
    }
  }

  #kill(): void {
    if (this.#pid !== undefined) killGroup(this.#pid);
  }

  #conclude(reason: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#kill();
    this.#exited.resolve();
    this.#events.onExit({ reason: this.#reason ?? reason });
  }
}
