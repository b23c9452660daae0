/** What a worker's calls are handed to, whatever language the module is written in. @module */

import type { BodyReader, BodyReaderOptions } from "../payload/body_reader.ts";
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

/** What a host and the one who hands it a call tell each other. */
export interface CallTurn {
  /** Aborted when the client has left. */
  readonly signal: AbortSignal;
  /**
   * To be called by a host that has nothing left to do for this call but to return its answer: the next one is handed
   * to it within. Without it, the next one follows when the answer has been taken.
   */
  release(): void;
}

/** Answers calls, one at a time. */
export interface CallHost {
  /** How bodies are read while they arrive, before it is known which endpoint they are for. */
  readonly bodies: Pick<BodyReaderOptions, "exact" | "isForText">;
  /**
   * Runs one call to its end.
   *
   * @param turn How it stands with the one who asks.
   * @returns The answer, also when the module threw.
   * @throws {JsonSyntaxError} When the body is not JSON.
   */
  answer(head: CallHead, body: CallBody, turn: CallTurn): Promise<Answer>;
}

/** A host whose module is loaded. */
export interface StartedHost {
  readonly host: CallHost;
  readonly info: WorkerInfo;
  /** Asks a process of its own to end by itself; it may take its time. */
  readonly shutDown?: () => void;
}
