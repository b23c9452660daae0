/** Downloads that go on where a lost connection left them. @module */

import { delayMs, mayRetry, pause, retry, type RetryPolicy } from "./retry.ts";
import type { ByteStream, StoredContent } from "./storage.ts";
import { type Act, cannot, connectionFailure, StorageError } from "./storage_error.ts";

/** Opens the content anew, without its first `skipBytes`; throws `StorageError`s. */
export type OpenAt = (skipBytes: number, signal: AbortSignal) => Promise<StoredContent>;

/** How a download is kept going. */
export interface ResumeOptions {
  /** What to call the download in messages. */
  readonly act: Act;
  /** How often it is tried again without progress. */
  readonly retry: RetryPolicy;
  /** A connection that gives nothing for so long, while bytes are wanted, is taken as lost. */
  readonly idleMs: number;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Progress after which earlier failures no longer count; below it, a server could drip forever. */
const FORGIVING_BYTES = 1024 * 1024;

/**
 * Opens a download whose body survives lost connections: it is opened again where it stopped. The body
 * fails when that is not possible, when attempts run out, or when its length differs from what was announced.
 */
export async function openResumably(open: OpenAt, options: ResumeOptions): Promise<StoredContent> {
  const download = new Download(open, options);
  const sizeBytes = await retry(() => download.connect(), options.retry, options.signal);
  const body: ByteStream = new ReadableStream({
    pull: (controller) => download.pull(controller),
    cancel: () => download.close(),
  }, { highWaterMark: 0 });
  return { body, sizeBytes };
}

/** One download over as many connections as it takes. */
class Download {
  readonly #open: OpenAt;
  readonly #options: ResumeOptions;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #abort = new AbortController();
  #sizeBytes: number | undefined;
  #receivedBytes = 0;
  #failures = 0;
  #forgiveAtBytes = FORGIVING_BYTES;

  constructor(open: OpenAt, options: ResumeOptions) {
    this.#open = open;
    this.#options = options;
  }

  /** Opens a connection at the first byte that is missing, and gives the size of the whole. */
  async connect(): Promise<number | undefined> {
    const { signal } = this.#options;
    this.#abort = new AbortController();
    const both = signal === undefined
      ? this.#abort.signal
      : AbortSignal.any([signal, this.#abort.signal]);
    const { body, sizeBytes } = await this.#limited(this.#open(this.#receivedBytes, both));
    this.#reader = body.getReader();
    if (sizeBytes !== undefined) this.#sizeBytes = this.#receivedBytes + sizeBytes;
    return this.#sizeBytes;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    for (;;) {
      try {
        const chunk = await this.#next();
        return chunk === undefined ? controller.close() : controller.enqueue(chunk);
      } catch (error) {
        await this.close();
        // Everything came, so how the connection ended does not matter.
        if (this.#isWhole && isTransient(error)) return controller.close();
        await this.#recover(error);
      }
    }
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#abort.abort(new DOMException("The download was closed", "AbortError"));
    await reader?.cancel().catch(() => {});
  }

  async #next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#reader === undefined) await this.connect();
    for (;;) {
      const { value } = await this.#limited(this.#read());
      if (value === undefined) return this.#checkEnd();
      if (value.length === 0) continue;
      this.#receivedBytes += value.length;
      if (this.#sizeBytes !== undefined && this.#receivedBytes > this.#sizeBytes) {
        throw this.#lengthError({ isTransient: false });
      }
      return value;
    }
  }

  /** Whatever breaks a body, short of our own abort, is a lost connection. */
  async #read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    try {
      if (this.#reader === undefined) throw new Error("The download was closed");
      return await this.#reader.read();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const found = `the connection was lost after ${this.#receivedBytes} bytes`;
      throw connectionFailure(this.#options.act, found, cause);
    }
  }

  get #isWhole(): boolean {
    return this.#receivedBytes === this.#sizeBytes;
  }

  #checkEnd(): undefined {
    if (this.#sizeBytes === undefined || this.#isWhole) return;
    throw this.#lengthError({ isTransient: true });
  }

  #lengthError({ isTransient }: { isTransient: boolean }): StorageError {
    const found = `${this.#receivedBytes} bytes came, expected ${this.#sizeBytes}`;
    return new StorageError("unavailable", `${cannot(this.#options.act)}: ${found}`, {
      hint: "Repeat the command; if it fails again, the server announces a wrong length",
      isTransient,
    });
  }

  /** Waits before the next attempt, or throws when there is none. */
  async #recover(error: unknown): Promise<void> {
    const { retry, signal } = this.#options;
    signal?.throwIfAborted();
    if (this.#receivedBytes >= this.#forgiveAtBytes) this.#failures = 0;
    this.#forgiveAtBytes = this.#receivedBytes + FORGIVING_BYTES;
    this.#failures++;
    if (!mayRetry(error, this.#failures, retry)) throw error;
    await pause(delayMs(error, this.#failures, retry), signal);
  }

  /** Takes a connection that gives nothing as lost. */
  async #limited<T>(wait: Promise<T>): Promise<T> {
    const { act, idleMs, signal } = this.#options;
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal?.reason);
    const timer = setTimeout(() => {
      reject(connectionFailure(act, `nothing came for ${Math.round(idleMs / 1_000)} s`));
      this.#abort.abort(new DOMException("The connection is idle", "TimeoutError"));
    }, idleMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      return await Promise.race([wait, promise]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof StorageError && error.isTransient;
}
