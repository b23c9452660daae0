/** A call on its way through the pool. @module */

import type { AnswerStream } from "./answer_stream.ts";
import type { CallError } from "./call_error.ts";
import type { CallHead } from "./protocol.ts";
import type { Slot } from "./slot.ts";
import type { AnswerHead } from "./worker.ts";

/** A worker's answer; the body is one buffer or a stream of them. */
export interface PoolAnswer extends AnswerHead {
  readonly body: ArrayBuffer | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A call on its way through the pool. */
export interface PendingCall {
  readonly id: number;
  readonly head: CallHead;
  readonly buffer: ArrayBuffer | null;
  /** The slot that already holds the body, if it was sent ahead. */
  readonly slot: Slot | undefined;
  readonly resolve: (answer: PoolAnswer) => void;
  readonly reject: (error: CallError) => void;
  stream: AnswerStream | undefined;
  /** Its client has left; the worker knows. */
  isCancelled: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}
