/** One place in the pool: a worker, the calls it has been given, and its successor. @module */

import { AnswerStream } from "./answer_stream.ts";
import { CallError } from "./call_error.ts";
import { BodyFlow } from "./body_flow.ts";
import { sharePlace } from "./claims.ts";
import type { PendingCall } from "./pending_call.ts";
import type { WorkerInfo } from "./protocol.ts";
import type { AnswerHead, Worker, WorkerEvents } from "./worker.ts";

/** What a slot is made of. */
export interface SlotOptions {
  readonly start: (events: WorkerEvents) => Worker;
  readonly timeoutMs: number | undefined;
  readonly cancelGraceMs: number;
  /** The slot may have room for a call. */
  readonly onRoom: (slot: Slot) => void;
  /** Its worker ended by itself; the calls it had not begun come back in their order. */
  readonly onLost: (reason: string, unbegun: readonly PendingCall[]) => void;
}

/** Pause before the second and further attempts to start a worker, in milliseconds. */
const RESTART_PAUSE_MS = [0, 100, 500, 2_000, 5_000];
/** Starts that failed in a row after which the slot counts as down. */
const DOWN_AFTER_STARTS = 3;
/**
 * Calls sent to a busy worker ahead of time. Without them a worker idles for two thread switches
 * after each call, which is longer than a tiny call takes.
 */
const CALLS_AHEAD = 4;
/** Bodies sent ahead are kept as well, to be sent elsewhere; larger ones are not worth it. */
const AHEAD_BYTES = 64 * 1024;

/** Runs one call at a time; a worker that ends is answered for and replaced. */
export class Slot {
  readonly #options: SlotOptions;
  #worker: Worker | undefined;
  /** The call that runs, then those that were sent ahead. */
  #line: PendingCall[] = [];
  #isReady = false;
  #isStopping = false;
  /** Bodies that are being sent. */
  readonly #bodies = new Map<number, BodyFlow>();
  #failedStarts = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;
  /** Why the worker is about to end, when that was decided here. */
  #verdict: CallError | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** Starts the first worker; rejects when the module cannot be loaded. */
  start(): Promise<WorkerInfo> {
    const worker = this.#options.start({
      onAnswer: (id, head, buffer, isLast) => this.#onAnswer(id, head, buffer, isLast),
      onMore: (id, buffer, isLast) => this.#onMore(id, buffer, isLast),
      onTaken: (id, bytes) => this.#bodies.get(id)?.taken(bytes),
      onExit: ({ reason }) => this.#onExit(worker, reason),
    });
    this.#worker = worker;
    return worker.ready.then((info) => {
      this.#isReady = true;
      this.#failedStarts = 0;
      this.#options.onRoom(this);
      return info;
    });
  }

  /** Nothing runs, and the worker is ready. */
  isFree(): boolean {
    return this.#isReady && this.#line.length === 0;
  }

  isBusy(): boolean {
    return this.#line.length > 0;
  }

  /** Its worker could not be started several times in a row. */
  isDown(): boolean {
    return this.#failedStarts >= DOWN_AFTER_STARTS;
  }

  /** Calls that were sent ahead and have not begun, as far as is known here. */
  ahead(): number {
    return Math.max(0, this.#line.length - 1);
  }

  /** The call that runs plus the bodies that are being collected. */
  load(): number {
    return this.#bodies.size + this.#line.length + (this.#isReady ? 0 : 1);
  }

  /** Whether a call can be sent ahead, behind the one that runs. */
  canTakeAhead(call: PendingCall): boolean {
    const [running] = this.#line;
    return this.#isReady && running !== undefined && running.stream === undefined &&
      this.#verdict === undefined && this.#line.length <= CALLS_AHEAD &&
      this.#worker?.takeBack !== undefined && call.slot === undefined &&
      !this.#line.some(({ id }) => sharePlace(id, call.id)) &&
      (call.buffer?.byteLength ?? 0) <= AHEAD_BYTES;
  }

  /** Counts a body that will be sent to this worker. */
  openBody(id: number): BodyFlow {
    const flow = new BodyFlow();
    this.#bodies.set(id, flow);
    return flow;
  }

  /** The body is complete, or given up. */
  closeBody(id: number): void {
    this.#bodies.delete(id);
  }

  writeBody(id: number, buffer: ArrayBuffer, byteLength: number | undefined): void {
    this.#worker?.writeBody(id, buffer, byteLength);
  }

  dropBody(id: number): void {
    this.#worker?.drop(id);
  }

  /** Runs a call, or sends it ahead; the slot must be free or able to take it. */
  run(call: PendingCall): void {
    const isAhead = this.#line.length > 0;
    this.#line.push(call);
    if (!isAhead) this.#startTimer(call);
    this.#worker?.call(call.id, call.head, call.buffer, isAhead);
  }

  /** Waits for an answer without giving way, where its worker can. */
  waitBriefly(limitMs: number): void {
    this.#worker?.waitBriefly?.(limitMs);
  }

  /** Takes back the oldest call that has not begun, for a worker that is free. */
  giveBack(): PendingCall | undefined {
    const call = this.#line[1];
    if (call === undefined || this.#worker?.takeBack?.(call.id) !== true) return undefined;
    this.#line.splice(1, 1);
    return call;
  }

  /**
   * The client of a call has left.
   *
   * @returns Whether the call was this slot's.
   */
  cancel(call: PendingCall): boolean {
    const at = this.#line.indexOf(call);
    if (at === -1) return false;
    if (at > 0 && this.#worker?.takeBack?.(call.id) === true) {
      this.#line.splice(at, 1);
      call.reject(cancelled());
      this.#options.onRoom(this);
      return true;
    }
    this.#worker?.drop(call.id);
    if (call.stream !== undefined) this.#finish(call);
    else {
      call.isCancelled = true;
      clearTimeout(call.timer);
      call.timer = setTimeout(() => this.#kill(call, cancelled()), this.#options.cancelGraceMs);
    }
    return true;
  }

  /** Ends the worker for good. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    await this.#worker?.terminate();
  }

  #startTimer(call: PendingCall): void {
    const { timeoutMs } = this.#options;
    if (timeoutMs === undefined) return;
    call.timer = setTimeout(() => {
      const text = `The call took longer than the limit of ${timeoutMs / 1000} s`;
      this.#kill(call, new CallError("timed_out", text));
    }, timeoutMs);
  }

  #onAnswer(id: number, head: AnswerHead, buffer: ArrayBuffer, isLast: boolean): void {
    const call = this.#line.find((pending) => pending.id === id);
    if (call === undefined) return;
    const { status, contentType, byteLength } = head;
    if (isLast) {
      this.#finish(call);
      return call.resolve({ status, contentType, byteLength, body: buffer });
    }
    if (call.isCancelled) {
      // the worker has been told to drop the rest
      this.#finish(call);
      return call.reject(cancelled());
    }
    const stream = new AnswerStream(
      (bytes) => this.#worker?.pull(id, bytes),
      () => this.cancel(call),
    );
    call.stream = stream;
    stream.push(buffer);
    call.resolve({ status, contentType, byteLength, body: stream.readable });
  }

  #onMore(id: number, buffer: ArrayBuffer, isLast: boolean): void {
    const call = this.#line.find((pending) => pending.id === id);
    if (call === undefined) return;
    call.stream?.push(buffer);
    if (!isLast) return;
    this.#finish(call);
    call.stream?.close();
  }

  #finish(call: PendingCall): void {
    clearTimeout(call.timer);
    const at = this.#line.indexOf(call);
    if (at !== -1) this.#line.splice(at, 1);
    const [next] = this.#line;
    if (at === 0 && next !== undefined) this.#startTimer(next);
    this.#options.onRoom(this);
  }

  #kill(call: PendingCall, verdict: CallError): void {
    if (this.#line[0] !== call) return;
    this.#verdict = verdict;
    this.#worker?.terminate();
  }

  #onExit(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    const wasReady = this.#isReady;
    const gone = new CallError("worker_ended", `The worker that read this body ${reason}`);
    for (const flow of this.#bodies.values()) flow.fail(gone);
    const verdict = this.#verdict ??
      new CallError("worker_ended", `The worker that ran this call ${reason}`);
    const [running, ...others] = this.#line;
    const unbegun = others.filter((call) => worker.takeBack?.(call.id) === true);
    const lost = others.filter((call) => !unbegun.includes(call));
    this.#verdict = undefined;
    this.#line = [];
    this.#isReady = false;
    this.#worker = undefined;
    for (const call of running === undefined ? lost : [running, ...lost]) fail(call, verdict);
    if (wasReady && !this.#isStopping) this.#options.onLost(reason, unbegun);
    if (this.#isStopping) this.#options.onRoom(this);
    else if (wasReady || this.#failedStarts > 0) this.#replace();
  }

  #replace(): void {
    const pauseMs = RESTART_PAUSE_MS[Math.min(this.#failedStarts, RESTART_PAUSE_MS.length - 1)];
    this.#failedStarts++;
    this.#restart = setTimeout(() => {
      this.start().catch((error: Error) => this.#options.onLost(error.message, []));
    }, pauseMs);
  }
}

function cancelled(): CallError {
  return new CallError("cancelled", "The client has left");
}

function fail(call: PendingCall, error: CallError): void {
  clearTimeout(call.timer);
  if (call.stream === undefined) call.reject(error);
  else call.stream.fail(error);
}
