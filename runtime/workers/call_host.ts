/** What a worker's calls are handed to, whatever language the module is written in. @module */

import type { BodyReader } from "../payload/body_reader.ts";
import type { Answer } from "./answer.ts";
import type { CallHead, WorkerInfo } from "./protocol.ts";

/** The body of a call, as it reached the worker. */
export type CallBody =
  | { readonly kind: "none" }
  /** In one piece. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** It was read while it arrived, and is complete. */
  | {
    readonly kind: "arrived";
    readonly reader: BodyReader;
    /** What reading it took, in milliseconds. */
    readonly decodeMs: number;
  };

/** Answers calls, one at a time. */
export interface CallHost {
  /** Whether bodies are read so that `1` and `1.0` stay apart. */
  readonly needsExactNumbers: boolean;
  /**
   * Runs one call to its end.
   *
   * @param signal Aborted when the client has left.
   * @returns The answer, also when the module threw.
   * @throws {JsonSyntaxError} When the body is not JSON.
   */
  answer(head: CallHead, body: CallBody, signal: AbortSignal): Promise<Answer>;
}

/** A host whose module is loaded. */
export interface StartedHost {
  readonly host: CallHost;
  readonly info: WorkerInfo;
  /** Asks a process of its own to end by itself; it may take its time. */
  readonly shutDown?: () => void;
}
