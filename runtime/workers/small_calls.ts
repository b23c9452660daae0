/** The owner's end of the lanes that small calls and answers take. @module */

import { type CallHead, type SmallCallLanes, WITHOUT_BODY } from "./protocol.ts";
import { Ring } from "./ring.ts";
import type { AnswerHead } from "./worker.ts";

/** Told of an answer that came through the lane, whole. */
export type OnSmallAnswer = (id: number, head: AnswerHead, buffer: ArrayBuffer) => void;

/** Bodies up to this size are copied through shared memory. */
const SMALL_BODY_BYTES = 64 * 1024;

const NO_BODY = new Uint8Array(0);

/** Sends small calls through shared memory and waits for their answers. */
export class SmallCalls {
  readonly #calls = new Ring();
  readonly #answers = new Ring();
  readonly #onAnswer: OnSmallAnswer;
  /** Calls that have not been answered. */
  readonly #open = new Set<number>();
  /** Those of them that went as messages: while there are any, small ones would overtake them. */
  readonly #messages = new Set<number>();
  /** Calls whose bodies went as messages: they must not overtake those. */
  readonly #bodies = new Set<number>();
  #isWaiting = false;
  #isClosed = false;

  constructor(onAnswer: OnSmallAnswer) {
    this.#onAnswer = onAnswer;
  }

  /** What the worker needs of the lanes. */
  lanes(spinMs: number): SmallCallLanes {
    return { calls: this.#calls.memory, answers: this.#answers.memory, spinMs };
  }

  /** Sends a call, or says that it has to go as a message. The buffer is copied. */
  send(id: number, head: CallHead, buffer: ArrayBuffer | null): boolean {
    this.#open.add(id);
    this.#wait();
    const fits = !this.#isClosed && this.#messages.size === 0 && !this.#bodies.has(id) &&
      this.#write(id, head, buffer);
    this.#bodies.delete(id);
    if (!fits) this.#messages.add(id);
    return fits;
  }

  #write(id: number, head: CallHead, buffer: ArrayBuffer | null): boolean {
    if (buffer === null) return this.#calls.write(id, WITHOUT_BODY, JSON.stringify(head), NO_BODY);
    if (buffer.byteLength > SMALL_BODY_BYTES) return false;
    return this.#calls.write(id, 0, JSON.stringify(head), new Uint8Array(buffer));
  }

  /** The body of a call goes as messages. */
  bodyIsAhead(id: number): void {
    this.#bodies.add(id);
  }

  /** It will not be completed. */
  bodyIsDropped(id: number): void {
    this.#bodies.delete(id);
  }

  /** The call was answered by a message, or taken back. */
  forget(id: number): void {
    this.#messages.delete(id);
    this.#open.delete(id);
  }

  /** Waits for answers without giving way, at most that long. */
  waitBriefly(limitMs: number): void {
    if (this.#open.size > 0 && this.#answers.spin(limitMs)) this.#receive();
  }

  /** The worker has ended: takes the answers that it still gave. */
  close(): void {
    this.#receive();
    this.#isClosed = true;
    this.#answers.wake();
  }

  #receive(): void {
    for (let m = this.#answers.read(); m !== undefined; m = this.#answers.read()) {
      this.forget(m.id);
      const byteLength = m.body.byteLength;
      this.#onAnswer(m.id, { status: m.tag, contentType: m.head, byteLength }, m.body);
    }
  }

  async #wait(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    while (this.#open.size > 0 && !this.#isClosed) {
      await this.#answers.changed();
      this.#receive();
    }
    this.#isWaiting = false;
  }
}
