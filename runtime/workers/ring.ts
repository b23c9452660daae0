/** Small messages between two threads through shared memory. @module */

/** One message. */
export interface RingMessage {
  readonly id: number;
  /** What the two sides agree on, such as a status. */
  readonly tag: number;
  readonly head: string;
  /** A copy that belongs to the reader. */
  readonly body: ArrayBuffer;
}

/** Bytes of messages that can wait to be read; a power of two. */
const DATA_BYTES = 512 * 1024;
/** Larger messages are refused, so that several fit. */
const MAX_MESSAGE_BYTES = 96 * 1024;

/** Places in the control words. */
const WRITTEN = 0;
const READ = 1;
const CONTROL_BYTES = 64;

/** Fields before each message: total length, id, tag, length of the head. */
const FIELDS = 4;
const FIELD_BYTES = FIELDS * Int32Array.BYTES_PER_ELEMENT;
/** In place of a length: the next message stands at the start of the memory. */
const WRAPPED = -1;
/** Looks at the clock only now and then while spinning. */
const SPINS_PER_LOOK = 32;

/**
 * A ring of bytes with one writer and one reader. Compared with a message port it spares the clone
 * of the message, a system call and, when the reader spins for a moment before it sleeps, the
 * wake-up of a thread, which is longer than a tiny call takes.
 *
 * The counters grow modulo 2³²; their difference is what waits to be read.
 */
export class Ring {
  /** To hand to the other side. */
  readonly memory: SharedArrayBuffer;
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(CONTROL_BYTES + DATA_BYTES)) {
    this.memory = memory;
    this.#control = new Int32Array(memory, 0, CONTROL_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#words = new Int32Array(memory, CONTROL_BYTES);
    this.#bytes = new Uint8Array(memory, CONTROL_BYTES);
  }

  /** Copies a message in; @returns False when it is too large or there is no room now. */
  write(id: number, tag: number, head: string, body: Uint8Array): boolean {
    const headBytes = new TextEncoder().encode(head);
    const length = FIELD_BYTES + headBytes.byteLength + body.byteLength;
    if (length > MAX_MESSAGE_BYTES) return false;
    const written = Atomics.load(this.#control, WRITTEN);
    const used = (written - Atomics.load(this.#control, READ)) >>> 0;
    let at = (written >>> 0) % DATA_BYTES;
    const skipped = at + length > DATA_BYTES ? DATA_BYTES - at : 0;
    if (used + skipped + aligned(length) > DATA_BYTES) return false;
    if (skipped > 0) {
      this.#words[at / 4] = WRAPPED;
      at = 0;
    }
    this.#words.set([length, id, tag, headBytes.byteLength], at / 4);
    this.#bytes.set(headBytes, at + FIELD_BYTES);
    this.#bytes.set(body, at + FIELD_BYTES + headBytes.byteLength);
    Atomics.store(this.#control, WRITTEN, (written + skipped + aligned(length)) | 0);
    Atomics.notify(this.#control, WRITTEN);
    return true;
  }

  /** The oldest message, if there is one. */
  read(): RingMessage | undefined {
    const read = Atomics.load(this.#control, READ);
    if (Atomics.load(this.#control, WRITTEN) === read) return undefined;
    let at = (read >>> 0) % DATA_BYTES;
    let skipped = 0;
    if (this.#words[at / 4] === WRAPPED) {
      skipped = DATA_BYTES - at;
      at = 0;
    }
    const [length = 0, id = 0, tag = 0, headBytes = 0] = this.#words.subarray(at / 4, at / 4 + 4);
    const headAt = at + FIELD_BYTES;
    const head = new TextDecoder().decode(this.#bytes.slice(headAt, headAt + headBytes));
    const body = new Uint8Array(length - FIELD_BYTES - headBytes);
    body.set(this.#bytes.subarray(headAt + headBytes, at + length));
    Atomics.store(this.#control, READ, (read + skipped + aligned(length)) | 0);
    return { id, tag, head, body: body.buffer };
  }

  /** Waits for a message without giving way; @returns Whether there is one. */
  spin(limitMs: number): boolean {
    const read = Atomics.load(this.#control, READ);
    const endMs = performance.now() + limitMs;
    for (let turn = 1; Atomics.load(this.#control, WRITTEN) === read; turn++) {
      if (turn % SPINS_PER_LOOK === 0 && performance.now() > endMs) return false;
    }
    return true;
  }

  /** Resolves when there may be a message, or {@linkcode wake} was called; for the reader. */
  async changed(): Promise<void> {
    const read = Atomics.load(this.#control, READ);
    const { async: isLater, value } = Atomics.waitAsync(this.#control, WRITTEN, read);
    if (isLater) await value;
  }

  /** Ends a wait without a message. */
  wake(): void {
    Atomics.notify(this.#control, WRITTEN);
  }
}

/** Messages begin where their fields can be read as words. */
function aligned(length: number): number {
  return (length + FIELD_BYTES - 1) & -FIELD_BYTES;
}
