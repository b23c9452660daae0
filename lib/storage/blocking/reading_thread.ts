/**
 * A thread that reads storage for one that cannot wait for promises: what decodes arrays and items of lazy
 * sequences is called by user code in the middle of an expression.
 *
 * This file is both sides of the border. The thread's entry is the file itself, because in the executable its code
 * is part of a file that it shares with others, and only `import.meta.url` knows that file's name.
 *
 * @module
 */

import { MessageChannel, type MessagePort, Worker, workerData } from "node:worker_threads";
import type { ErrorCode } from "../../core/errors.ts";
import { findScheme } from "../location.ts";
import type { RetryPolicy } from "../retry.ts";
import type { ByteRange, Storage } from "../storage.ts";

/** What is wanted of the thread. */
export type Question =
  /** The bytes of a file, or of a part of it. */
  | {
    readonly kind: "read";
    readonly location: string;
    readonly range: ByteRange | undefined;
    readonly limitBytes: number;
    readonly leastBytes: number;
  }
  /** The locations that a pattern means. */
  | { readonly kind: "expand"; readonly pattern: string };

/** What the thread found. Bytes travel as transferred buffers, which costs no copy. */
export type Reply =
  | { readonly kind: "bytes"; readonly buffer: ArrayBuffer }
  | { readonly kind: "locations"; readonly locations: string[] }
  | {
    readonly kind: "failure";
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string | undefined;
  };

/** How patient the thread is with a service. */
export interface Patience {
  /** How often lost connections and busy services are tried again. */
  readonly retry?: RetryPolicy;
  /** A connection that moves nothing for so long is taken as lost. */
  readonly idleMs?: number;
}

/** Places in the shared memory. */
export const SIGNAL = {
  /** Counts replies; notified with each. */
  replies: 0,
  /** Counts seconds while a question is worked on: who waits can tell that the thread lives. */
  beats: 1,
} as const;

/** A running thread. */
export interface ReadingThread {
  readonly port: MessagePort;
  /** See {@linkcode SIGNAL}. */
  readonly signal: Int32Array<SharedArrayBuffer>;
  /** Ends it. */
  terminate(): Promise<unknown>;
}

interface ThreadSetup {
  readonly port: MessagePort;
  readonly signal: Int32Array<SharedArrayBuffer>;
  readonly patience: Patience;
}

/** The name under which a thread finds its setup: workers of user code have data of their own. */
const SETUP = "tesseraReadingThread";
const BEAT_MS = 1_000;
/** Connections are closed when no question came for so long: servers do not wait for ever, either. */
const KEEP_OPEN_MS = 5_000;

/** Starts a thread. It does not keep the process alive. */
export function startReadingThread(patience: Patience): ReadingThread {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { [SETUP]: { port: port2, signal, patience } satisfies ThreadSetup },
    transferList: [port2],
  });
  worker.unref();
  // who waits for a reply notices that there are no beats any more
  worker.on("error", () => {});
  return {
    port: port1,
    signal,
    async terminate() {
      port1.close();
      await worker.terminate();
    },
  };
}

/** The thread's side. Who asks is blocked until the reply, so there is one question at a time. */
function answerQuestions({ port, signal, patience }: ThreadSetup): void {
  const storages = new OpenStorages(patience);
  port.on("message", async (question: Question) => {
    const beating = setInterval(() => Atomics.add(signal, SIGNAL.beats, 1), BEAT_MS);
    const reply = await answer(question, storages, patience);
    clearInterval(beating);
    storages.closeLater();
    port.postMessage(reply, reply.kind === "bytes" ? [reply.buffer] : []);
    Atomics.add(signal, SIGNAL.replies, 1);
    Atomics.notify(signal, SIGNAL.replies);
  });
}

async function answer(
  question: Question,
  storages: OpenStorages,
  patience: Patience,
): Promise<Reply> {
  try {
    // loaded here, so that who starts the thread does not load it
    if (question.kind === "expand") {
      const { expandLocations } = await import("../glob.ts");
      return { kind: "locations", locations: await expandLocations(question.pattern, patience) };
    }
    const { readBytesFrom } = await import("../contents.ts");
    const { location, range, limitBytes, leastBytes } = question;
    const storage = await storages.open(location);
    const options = { range, limitBytes, leastBytes };
    const { buffer } = await readBytesFrom(storage, location, options);
    return { kind: "bytes", buffer };
  } catch (error) {
    return await failureOf(error);
  }
}

/** The storages of the last questions, whose connections the next one may use. */
class OpenStorages {
  readonly #patience: Patience;
  readonly #byScheme = new Map<string, Storage>();
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  async open(location: string): Promise<Storage> {
    clearTimeout(this.#closing);
    const scheme = findScheme(location) ?? "file";
    const kept = this.#byScheme.get(scheme);
    if (kept !== undefined) return kept;
    const { openStorage } = await import("../registry.ts");
    const opened = await openStorage(location, this.#patience);
    this.#byScheme.set(scheme, opened);
    return opened;
  }

  /** Closes them unless there is another question soon. */
  closeLater(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => void this.#close(), KEEP_OPEN_MS);
  }

  async #close(): Promise<void> {
    const storages = [...this.#byScheme.values()];
    this.#byScheme.clear();
    for (const storage of storages) await storage[Symbol.asyncDispose]();
  }
}

async function failureOf(error: unknown): Promise<Reply> {
  const { StorageError } = await import("../storage_error.ts");
  if (error instanceof StorageError) {
    return { kind: "failure", code: error.code, message: error.message, hint: error.hint };
  }
  return { kind: "failure", code: "failed", message: String(error), hint: undefined };
}

// last, when everything above is there
const setup: ThreadSetup | undefined = workerData?.[SETUP];
if (setup !== undefined) answerQuestions(setup);
