/** What the pool needs of a worker, whatever runs the user's code. @module */

import type { CallHead, WorkerInfo } from "./protocol.ts";

/** Why a worker is gone. */
export interface WorkerExit {
  /** A clause for people: "exited with code 3", "ran out of memory (heap limit 512 MiB)". */
  readonly reason: string;
}

/** The first part of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly contentType: string;
  /** Bytes of the whole body. */
  readonly byteLength: number;
}

/** What a worker tells its owner. */
export interface WorkerEvents {
  /** Status and first bytes; `isLast` says that the body is complete. */
  onAnswer(id: number, head: AnswerHead, buffer: ArrayBuffer, isLast: boolean): void;
  /** More bytes of the body. */
  onMore(id: number, buffer: ArrayBuffer, isLast: boolean): void;
  /** So many bytes of a body have been read. */
  onTaken(id: number, bytes: number): void;
  /** The worker is gone; told exactly once, also after `terminate()`. */
  onExit(exit: WorkerExit): void;
}

/**
 * A place where user code runs: a thread for TypeScript, a process for Python. It holds the module,
 * loaded once, and runs one call at a time.
 */
export interface Worker {
  /** Resolves when the module is loaded; rejects with the reason why it cannot be. */
  readonly ready: Promise<WorkerInfo>;
  /**
   * Takes a call back; false when the worker has begun it. A worker without this gets no calls ahead
   * of time.
   */
  takeBack?(id: number): boolean;
  /** Sends bytes of a body ahead of its call; the buffer is given away. */
  writeBody(id: number, buffer: ArrayBuffer, bodyByteLength: number | undefined): void;
  /**
   * Starts a call, or lines it up behind the one that runs. `buffer` is the body unless that was
   * sent ahead; it is given away, or copied when `keepBuffer`.
   */
  call(id: number, head: CallHead, buffer: ArrayBuffer | null, keepBuffer: boolean): void;
  /**
   * Waits for answers without giving way, at most that long: worth it for calls that take less time
   * than it takes to wake a thread.
   */
  waitBriefly?(limitMs: number): void;
  /** The client took that many bytes of an answer. */
  pull(id: number, bytes: number): void;
  /** Forgets a body sent ahead, the rest of an answer, or asks a running call to stop. */
  drop(id: number): void;
  /** Ends the worker at once, in the middle of a call if need be. */
  terminate(): Promise<void>;
}

/** Starts a worker that reports to `events`; its place, from 0, is that of the worker it replaces. */
export type StartWorker = (events: WorkerEvents, place: number) => Worker;
