/**
 * What the process that answers HTTP and the workers that run user code say to each other.
 *
 * Bytes travel as transferred `ArrayBuffer`s, never as typed arrays: Deno's `node:worker_threads`
 * walks the own keys of every received object, which costs 90 ms for each MiB of a `Uint8Array`.
 *
 * @module
 */

import type { ErrorCode } from "../../lib/core/errors.ts";
import type { RuntimeConfig } from "../config/config.ts";
import type { InspectSetup } from "../debugging/inspector.ts";
import type { Interpreter } from "../python/interpreter.ts";

/** What a worker is started with. */
export interface WorkerSetup {
  /** Absolute path of the module. */
  readonly modulePath: string;
  readonly config: RuntimeConfig;
  /** Where debuggers can attach; nowhere without it. */
  readonly inspect?: InspectSetup;
}

/** What a worker needs to start a Python process. */
export interface PythonWorkerSetup {
  readonly interpreter: Interpreter;
  /** Variables beside those of this process, such as thread counts and devices. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether files that the module requires may be missing: its schemas are wanted, not its calls. */
  readonly skipRequiredFiles?: boolean;
  /** How long an idle process looks for its next call before it sleeps, in milliseconds. */
  readonly spinMs: number;
  /** Where debugpy listens; nowhere without it. */
  readonly debugger?: { readonly host: string; readonly port: number; readonly wait: boolean };
}

/** One call, without its body. */
export interface CallHead {
  /** Endpoint name as on the wire. */
  readonly endpoint: string;
  /** The request's `Accept` header. */
  readonly accept: string | null;
  /** The request's `run_id`, if it has one. */
  readonly runId: string | null;
  /** Whether the body is to be read as JSON; otherwise it is a plain text. */
  readonly isJson: boolean;
  /** Where the call came from; decides which paths a payload may name. */
  readonly origin: "http" | "command";
}

/** To a worker. */
export type ToWorker =
  /** More bytes of a body that is sent ahead of its call. */
  | {
    readonly op: "chunk";
    readonly id: number;
    readonly buffer: ArrayBuffer;
    readonly byteLength: number | undefined;
  }
  /** Run a call; the body is `buffer`, or what came in chunks under the same id. */
  | {
    readonly op: "call";
    readonly id: number;
    readonly head: CallHead;
    readonly buffer: ArrayBuffer | null;
  }
  /** `bytes` of the answer have been taken: produce more. */
  | { readonly op: "pull"; readonly id: number; readonly bytes: number }
  /** Nobody waits for this call, or for its body, any more. */
  | { readonly op: "drop"; readonly id: number };

/** What a worker can do, told once. */
export interface WorkerInfo {
  /** Names of the endpoints that the module has, in the document's order. */
  readonly endpoints: readonly string[];
  /** The OpenAPI document as JSON text; null where it is made on request, by the endpoint `openapi.json`. */
  readonly openapi: string | null;
}

/** From a worker. */
export type FromWorker =
  /** So many bytes of a body that is sent ahead have been read. */
  | { readonly op: "taken"; readonly id: number; readonly bytes: number }
  /** The kernel's number of the worker's thread, before anything else. */
  | { readonly op: "thread"; readonly threadId: number }
  | { readonly op: "ready"; readonly info: WorkerInfo }
  /** The module cannot be loaded, or what it needs cannot be had. */
  | {
    readonly op: "unready";
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string | undefined;
    /** What the module threw: an error, or what stands for one on this side. */
    readonly cause: { readonly message: string; readonly stack: string } | undefined;
  }
  /** Status and first bytes of an answer; the call's place is free when `isLast`. */
  | {
    readonly op: "answer";
    readonly id: number;
    readonly status: number;
    readonly contentType: string;
    readonly byteLength: number;
    readonly buffer: ArrayBuffer;
    readonly isLast: boolean;
  }
  | {
    readonly op: "more";
    readonly id: number;
    readonly buffer: ArrayBuffer;
    readonly isLast: boolean;
  };

/** Shared memory that calls with small bodies and small answers go through instead of messages. */
export interface SmallCallLanes {
  readonly calls: SharedArrayBuffer;
  readonly answers: SharedArrayBuffer;
  /** How long the worker looks for another call before it sleeps, in milliseconds. */
  readonly spinMs: number;
}

/** The tag, in a lane, of a call that has no body at all; others have 0. */
export const WITHOUT_BODY = 1;

/** Bytes of an answer that a worker makes ahead of what its client has taken. */
export const ANSWER_WINDOW_BYTES = 8 * 1024 * 1024;

/** Bytes of a body that a worker reads before it says so. */
export const TAKEN_STEP_BYTES = 2 * 1024 * 1024;

/** Answers up to this size travel in one piece. */
export const WHOLE_ANSWER_BYTES = 2 * 1024 * 1024;
