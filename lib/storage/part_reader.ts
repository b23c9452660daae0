/** Cutting a stream into parts of one size. @module */

import type { ByteStream } from "./storage.ts";

/** Reads a stream part by part; what does not fill a part is kept for the next. */
export class PartReader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #isEnded = false;

  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;

  /** Locks the stream; an abort cancels it and ends a read that waits. */
  constructor(body: ByteStream, signal?: AbortSignal) {
    this.#reader = body.getReader();
    this.#signal = signal;
    this.#onAbort = () => void this.#reader.cancel(signal?.reason).catch(() => {});
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (signal?.aborted) this.#onAbort();
  }

  /** Whether the stream has ended and every byte of it was given out. */
  get isEnded(): boolean {
    return this.#isEnded && this.#rest.length === 0;
  }

  /** The next part in a buffer of its own: full, or shorter (even empty) at the stream's end. */
  async next(partBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let have = 0;
    while (have < partBytes) {
      const chunk = await this.#chunk();
      if (chunk === undefined) break;
      const wanted = chunk.subarray(0, partBytes - have);
      this.#rest = chunk.subarray(wanted.length);
      chunks.push(wanted);
      have += wanted.length;
    }
    if (this.#rest.length === 0) this.#rest = await this.#chunk() ?? this.#rest;
    return joined(chunks, have);
  }

  /** What is left, as a stream, after bytes that were read already. Cancelling it cancels the source. */
  after(head: Uint8Array<ArrayBuffer>): ByteStream {
    let first: Uint8Array<ArrayBuffer> | undefined = head;
    return new ReadableStream({
      pull: async (controller) => {
        const chunk = first ?? await this.#chunk();
        first = undefined;
        if (chunk === undefined) controller.close();
        else if (chunk.length > 0) controller.enqueue(chunk);
        else await Promise.resolve();
      },
      cancel: (reason) => this.#reader.cancel(reason),
    }, { highWaterMark: 0 });
  }

  /** Cancels the source unless it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    await this.#reader.cancel().catch(() => {});
  }

  async #chunk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = new Uint8Array(0);
      return rest;
    }
    while (!this.#isEnded) {
      const { value } = await this.#reader.read();
      this.#signal?.throwIfAborted(); // a cancelled stream looks as if it had ended
      if (value === undefined) this.#isEnded = true;
      else if (value.length > 0) return value;
    }
    return undefined;
  }
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
