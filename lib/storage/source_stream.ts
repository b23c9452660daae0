/** The stream that an upload takes from, apart from where it goes. @module */

import type { ByteStream } from "./storage.ts";

/**
 * Passes a stream on, counts it, and remembers how it failed: libraries wrap the error of a stream that they
 * send, and it then looks like one of the connection.
 */
export class SourceStream {
  /** What to read from. */
  readonly stream: ByteStream;
  #passedBytes = 0;
  #failure: { readonly error: unknown } | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  /** Locks the stream. */
  constructor(body: ByteStream) {
    this.#reader = body.getReader();
    this.stream = new ReadableStream({
      pull: (controller) => this.#pull(controller),
      cancel: (reason) => this.#reader.cancel(reason),
    }, { highWaterMark: 0 });
  }

  /** Bytes that were taken so far. */
  get passedBytes(): number {
    return this.#passedBytes;
  }

  /** The stream's own error where it failed, and the other one otherwise. */
  failureOr(error: unknown): unknown {
    return this.#failure === undefined ? error : this.#failure.error;
  }

  /** Cancels the stream, however much of it was read. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #pull(
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    try {
      const { value } = await this.#reader.read();
      if (value === undefined) return controller.close();
      this.#passedBytes += value.length;
      controller.enqueue(value);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
