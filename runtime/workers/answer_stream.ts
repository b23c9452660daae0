/** A large answer on its way from a worker to a client. @module */

import { collectYoung } from "./memory.ts";
import { ANSWER_WINDOW_BYTES } from "./protocol.ts";

/** The worker is told of room in steps of this size, so that messages stay few. */
const CREDIT_STEP_BYTES = 2 * 1024 * 1024;

/** What was sent is garbage: this much of it is worth a collection. */
const COLLECT_BYTES = 16 * 1024 * 1024;

/** Where the parts of an answer meet the stream that the HTTP server reads. */
export class AnswerStream {
  /** What the server sends. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  /** Bytes that the worker may still send unasked. */
  #outstandingBytes = ANSWER_WINDOW_BYTES;
  #isClosed = false;
  #uncollectedBytes = 0;

  /**
   * @param onRoom Told how many more bytes the worker may make.
   * @param onCancel The client has left.
   */
  constructor(onRoom: (bytes: number) => void, onCancel: () => void) {
    this.readable = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: (controller) => {
        const roomBytes = (controller.desiredSize ?? 0) - this.#outstandingBytes;
        if (roomBytes < CREDIT_STEP_BYTES) return;
        this.#outstandingBytes += roomBytes;
        onRoom(roomBytes);
      },
      cancel: () => {
        this.#isClosed = true;
        onCancel();
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: ANSWER_WINDOW_BYTES }));
  }

  /** Appends bytes that the stream owns from now on. */
  push(buffer: ArrayBuffer): void {
    this.#outstandingBytes -= buffer.byteLength;
    if (this.#isClosed || buffer.byteLength === 0) return;
    this.#controller?.enqueue(new Uint8Array(buffer));
    this.#uncollectedBytes += buffer.byteLength;
    if (this.#uncollectedBytes < COLLECT_BYTES) return;
    this.#uncollectedBytes = 0;
    setTimeout(collectYoung);
  }

  /** The answer is complete. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#controller?.close();
  }

  /** The answer will never be complete: the connection must not look as if it were. */
  fail(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#controller?.error(error);
  }
}
