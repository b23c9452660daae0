/** Workers, and one bounded queue before them. @module */

import { CallError } from "./call_error.ts";
import { QuickCalls, WAIT_MS } from "./quick_calls.ts";
import type { CallHead, WorkerInfo } from "./protocol.ts";
import { Slot } from "./slot.ts";
import type { PendingCall, PoolAnswer } from "./pending_call.ts";
import type { StartWorker } from "./worker.ts";

/** Sizes and limits of a pool. */
export interface PoolOptions {
  readonly start: StartWorker;
  /** How many workers, and so how many calls at a time. */
  readonly workers: number;
  /** Calls that may wait for a free worker. */
  readonly queueLimit: number;
  /** A call that runs longer is ended with its worker; no limit without it. */
  readonly timeoutMs?: number;
  /** How long a call may go on whose client has left. */
  readonly cancelGraceMs: number;
  /** Told when a worker ends by itself, for the operator's eyes. */
  readonly onWorkerLost?: (reason: string) => void;
}

/** A body that is sent to a worker while it arrives. */
export interface BodySink {
  /**
   * Gives bytes away.
   *
   * @returns A promise when the worker is behind: await it before the next bytes.
   * @throws {CallError} When the worker has ended.
   */
  write(buffer: ArrayBuffer): Promise<void> | undefined;
  /** The body is complete: run the call. */
  call(head: CallHead, signal: CallSignal): Promise<PoolAnswer>;
  /** The body will not be completed. */
  abandon(): void;
}

/** Lets the caller say later that nobody waits any more, without a signal object for each call. */
export interface CallSignal {
  /** Set by the pool; call it when the client has left. */
  cancel?: () => void;
}

/** Hands calls to free workers, replaces workers that end, and answers for them. */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #slots: Slot[];
  readonly #queue: PendingCall[] = [];
  readonly #quick = new QuickCalls();
  #nextId = 1;
  #isStopping = false;
  #idle: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.workers }, (_, place) =>
      new Slot({
        start: (events) => options.start(events, place),
        cancelGraceMs: options.cancelGraceMs,
        timeoutMs: options.timeoutMs,
        onRoom: (slot) => this.#dispatch(slot),
        onLost: (reason, unbegun) => this.#takeBack(reason, unbegun),
      }));
  }

  /** Resolves when every worker has loaded the module; rejects when one cannot. */
  async ready(): Promise<WorkerInfo> {
    const infos = await Promise.all(this.#slots.map((slot) => slot.start()));
    const [info] = infos;
    if (info === undefined) throw new RangeError("A pool needs at least one worker");
    return info;
  }

  /** Calls that wait and calls that run. */
  load(): { waiting: number; running: number } {
    const running = this.#slots.filter((slot) => slot.isBusy()).length;
    const ahead = this.#slots.reduce((sum, slot) => sum + slot.ahead(), 0);
    return { waiting: this.#queue.length + ahead, running };
  }

  /** How many calls were ever begun, and how many wait or run. */
  activity(): { begun: number; open: number } {
    const { waiting, running } = this.load();
    return { begun: this.#nextId - 1, open: waiting + running };
  }

  /** Why a new call would be refused, or nothing. */
  refusal(): CallError | undefined {
    if (this.#isStopping) return new CallError("stopping", "The server is shutting down");
    if (this.#slots.every((slot) => slot.isDown())) {
      return new CallError("busy", "No worker can be started at the moment");
    }
    const { waiting, running } = this.load();
    if (waiting < this.#options.queueLimit || this.#freeSlot() !== undefined) return undefined;
    return new CallError("busy", `The queue is full: ${running} running, ${waiting} waiting`);
  }

  /**
   * Runs a call as soon as a worker is free.
   *
   * @param buffer The whole body, given away.
   * @throws {CallError} When no worker answers.
   */
  run(head: CallHead, buffer: ArrayBuffer | null, signal: CallSignal): Promise<PoolAnswer> {
    return this.#enqueue(this.#nextId++, head, buffer, undefined, signal);
  }

  /**
   * Begins a call whose body is large: it is sent to a worker, and decoded there, while it arrives.
   * The worker's place is taken only when the body is complete.
   */
  openBody(byteLength: number | undefined): BodySink {
    const id = this.#nextId++;
    const slot = this.#leastLoaded();
    const flow = slot.openBody(id);
    return {
      write: (buffer) => {
        const room = flow.send(buffer.byteLength);
        slot.writeBody(id, buffer, byteLength);
        return room;
      },
      call: (head, signal) => {
        slot.closeBody(id);
        if (flow.failure !== undefined) return Promise.reject(flow.failure);
        return this.#enqueue(id, head, null, slot, signal);
      },
      abandon: () => {
        slot.closeBody(id);
        slot.dropBody(id);
      },
    };
  }

  /** Refuses new calls and waits for those under way, at most `limitMs`; then ends the workers. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    if (this.#isBusy()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#idle = resolve;
      const timer = setTimeout(resolve, limitMs);
      await promise;
      clearTimeout(timer);
    }
    const stopped = new CallError("stopping", "The server is shutting down");
    for (const call of this.#queue.splice(0)) call.reject(stopped);
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  #enqueue(
    id: number,
    head: CallHead,
    buffer: ArrayBuffer | null,
    slot: Slot | undefined,
    signal: CallSignal,
  ): Promise<PoolAnswer> {
    return new Promise((resolve, reject) => {
      const refusal = this.refusal();
      if (refusal !== undefined) {
        slot?.dropBody(id);
        return reject(refusal);
      }
      const waits = this.#quick.begin();
      const startMs = performance.now();
      const end = (): void => this.#quick.end(performance.now() - startMs, waits);
      const call: PendingCall = {
        id,
        head,
        buffer,
        slot,
        resolve: (answer) => {
          end();
          resolve(answer);
        },
        reject: (error) => {
          end();
          reject(error);
        },
        stream: undefined,
        isCancelled: false,
        timer: undefined,
      };
      signal.cancel = () => this.#cancel(call);
      const chosen = this.#slotFor(call);
      if (chosen === undefined) this.#queue.push(call);
      else {
        chosen.run(call);
        if (waits) chosen.waitBriefly(WAIT_MS);
      }
    });
  }

  /** A slot that can take the call now, if nothing waits before it. */
  #slotFor(call: PendingCall): Slot | undefined {
    if (call.slot !== undefined) return call.slot.isFree() ? call.slot : undefined;
    const free = this.#freeSlot();
    if (free !== undefined || this.#queue.length > 0) return free;
    const least = this.#leastLoaded();
    return least.canTakeAhead(call) ? least : undefined;
  }

  #dispatch(slot: Slot): void {
    const isFree = slot.isFree();
    const at = this.#queue.findIndex((call) =>
      isFree ? call.slot === undefined || call.slot === slot : slot.canTakeAhead(call)
    );
    if (at !== -1) {
      const [call] = this.#queue.splice(at, 1);
      if (call !== undefined) slot.run(call);
    } else if (isFree) {
      const call = this.#sentAheadElsewhere();
      if (call !== undefined) slot.run(call);
    }
    if (this.#idle !== undefined && !this.#isBusy()) this.#idle();
  }

  /** A call that waits behind another one although a slot is free. */
  #sentAheadElsewhere(): PendingCall | undefined {
    for (const slot of this.#slots) {
      const call = slot.ahead() > 0 ? slot.giveBack() : undefined;
      if (call !== undefined) return call;
    }
    return undefined;
  }

  /** A worker ended: what it had not begun goes back to the head of the queue. */
  #takeBack(reason: string, unbegun: readonly PendingCall[]): void {
    this.#queue.unshift(...unbegun);
    this.#options.onWorkerLost?.(reason);
    for (const slot of this.#slots) this.#dispatch(slot);
  }

  #cancel(call: PendingCall): void {
    const at = this.#queue.indexOf(call);
    if (at === -1) {
      this.#slots.some((slot) => slot.cancel(call));
      return;
    }
    this.#queue.splice(at, 1);
    call.slot?.dropBody(call.id);
    call.reject(new CallError("cancelled", "The client has left"));
  }

  #freeSlot(): Slot | undefined {
    return this.#slots.find((slot) => slot.isFree());
  }

  #leastLoaded(): Slot {
    const [first, ...others] = this.#slots;
    if (first === undefined) throw new RangeError("A pool needs at least one worker");
    return others.reduce((best, slot) => slot.load() < best.load() ? slot : best, first);
  }

  #isBusy(): boolean {
    return this.#queue.length > 0 || this.#slots.some((slot) => slot.isBusy());
  }
}
