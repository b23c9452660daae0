/** The worker's end of the lanes that small calls and answers take. @module */

import { setImmediate } from "node:timers";
import { type CallHead, type SmallCallLanes, WITHOUT_BODY } from "./protocol.ts";
import { Ring } from "./ring.ts";

/** Takes a call. */
export type TakeCall = (id: number, head: CallHead, buffer: ArrayBuffer | null) => void;

/** Calls that follow each other at once let the event loop turn at least this often. */
const TURN_MS = 5;

/** Reads small calls whenever the worker has nothing else to do, and answers them. */
export class LaneReader {
  readonly #calls: Ring;
  readonly #answers: Ring;
  readonly #spinMs: number;
  readonly #take: TakeCall;
  #isAsleep = false;
  #lastTurnMs = performance.now();

  constructor(lanes: SmallCallLanes, take: TakeCall) {
    this.#calls = new Ring(lanes.calls);
    this.#answers = new Ring(lanes.answers);
    this.#spinMs = lanes.spinMs;
    this.#take = take;
  }

  /** Answers a call; false when the answer has to go as a message. */
  answer(id: number, status: number, contentType: string, body: Uint8Array): boolean {
    return this.#answers.write(id, status, contentType, body);
  }

  /** Takes every call that is there. */
  drain(): void {
    for (let m = this.#calls.read(); m !== undefined; m = this.#calls.read()) {
      const buffer = m.tag === WITHOUT_BODY ? null : m.body;
      this.#take(m.id, JSON.parse(m.head) as CallHead, buffer);
    }
  }

  /**
   * The worker is idle. Takes the calls that are there or come within the next moment, then sleeps:
   * `isIdle` is asked on waking whether the worker still is.
   */
  next(isIdle: () => boolean): void {
    if (performance.now() - this.#lastTurnMs > TURN_MS) {
      setImmediate(() => {
        this.#lastTurnMs = performance.now();
        if (isIdle()) this.#look(isIdle);
      });
    } else this.#look(isIdle);
  }

  #look(isIdle: () => boolean): void {
    if (this.#calls.spin(this.#spinMs)) return this.drain();
    this.sleep(isIdle);
  }

  /** Waits for calls without using time. */
  sleep(isIdle: () => boolean): void {
    if (this.#isAsleep) return;
    this.#isAsleep = true;
    this.#calls.changed().then(() => {
      this.#isAsleep = false;
      this.#lastTurnMs = performance.now();
      if (isIdle()) this.#look(isIdle);
    });
  }
}
