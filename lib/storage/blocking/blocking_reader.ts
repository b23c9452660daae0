/** Reading storage without promises. @module */

import { receiveMessageOnPort } from "node:worker_threads";
import type { ByteRange } from "../storage.ts";
import { StorageError } from "../storage_error.ts";
import {
  type Patience,
  type Question,
  type ReadingThread,
  type Reply,
  SIGNAL,
  startReadingThread,
} from "./reading_thread.ts";

/** A thread that works on a question beats every second; one that starts may take longer. */
const SILENCE_LIMIT_MS = 60_000;

/** Which part of a file is wanted. */
export interface BlockingReadOptions {
  /** The part; the whole when left out. */
  readonly range?: ByteRange;
  /** More than this is refused, before or while it comes. */
  readonly limitBytes?: number;
  /** Less than this is refused, before it comes where the size is known. @default 0 */
  readonly leastBytes?: number;
}

/**
 * Reads storage while the caller waits, in a thread that is started with the first question and kept. Nothing else
 * happens in the caller's thread meanwhile, so this is for workers, and for commands that have nothing else to do.
 * Connections are kept going and resumed as everywhere in storage.
 */
export class BlockingReader implements AsyncDisposable {
  readonly #patience: Patience;
  #thread: ReadingThread | undefined;

  /** Starts nothing yet. */
  constructor(patience: Patience = {}) {
    this.#patience = patience;
  }

  /**
   * The bytes of a file, or of a part of it.
   *
   * @returns Fewer bytes than the range asks for when the file ends before.
   * @throws {StorageError} of the scheme; `bad_input` above the limit, and for less than is needed.
   */
  read(location: string, options: BlockingReadOptions = {}): Uint8Array<ArrayBuffer> {
    const { range, limitBytes = Infinity, leastBytes = 0 } = options;
    const reply = this.#ask({ kind: "read", location, range, limitBytes, leastBytes });
    if (reply.kind !== "bytes") throw unexpected(reply);
    return new Uint8Array(reply.buffer);
  }

  /**
   * The locations that a pattern means, as `expandLocations` finds them.
   *
   * @throws {StorageError} of the scheme; `bad_input` where a scheme has no listing.
   */
  expand(pattern: string): string[] {
    const reply = this.#ask({ kind: "expand", pattern });
    if (reply.kind !== "locations") throw unexpected(reply);
    return reply.locations;
  }

  /** Ends the thread; the next question starts another. */
  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  #ask(question: Question): Exclude<Reply, { kind: "failure" }> {
    this.#thread ??= startReadingThread(this.#patience);
    const { port, signal } = this.#thread;
    const seenReplies = Atomics.load(signal, SIGNAL.replies);
    port.postMessage(question);
    this.#waitForReply(signal, seenReplies);
    const reply = receiveMessageOnPort(port)?.message as Reply;
    if (reply.kind !== "failure") return reply;
    const { code, message, hint } = reply;
    throw new StorageError(code, message, hint === undefined ? {} : { hint });
  }

  #waitForReply(signal: Int32Array<SharedArrayBuffer>, seenReplies: number): void {
    for (let beats = Atomics.load(signal, SIGNAL.beats);;) {
      const woken = Atomics.wait(signal, SIGNAL.replies, seenReplies, SILENCE_LIMIT_MS);
      if (woken !== "timed-out") return;
      const now = Atomics.load(signal, SIGNAL.beats);
      if (now === beats) break;
      beats = now;
    }
    void this[Symbol.asyncDispose]();
    throw new StorageError("failed", "Cannot read storage: the thread that reads has ended", {
      hint: "Repeat the call; if it fails again, see whether the machine has memory left",
    });
  }
}

/** The reader of this thread. */
export const blockingReader: BlockingReader = new BlockingReader();

function unexpected(reply: Reply): TypeError {
  return new TypeError(`The reading thread answered with ${reply.kind}`);
}
