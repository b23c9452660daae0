/** What a client can be told. @module */

import type { Compression, OutputFormat } from "../config/config.ts";

/** Settings for all calls of one client of a served module. */
export interface ClientOptions {
  /** Sent as a Bearer token; a URL of the form `http://any:TOKEN@host` does the same. */
  readonly token?: string;
  /** The longest a call may take, waiting and retries included; none by default. */
  readonly timeoutMs?: number;
  /** How results carry their arrays; `json+base64` by default. */
  readonly format?: OutputFormat;
  /** Compression of the arrays in results; the server's setting by default. */
  readonly compression?: Compression | "none";
  /** The server's output folder as this machine sees it; needed to read `json+binref` results. */
  readonly outputPath?: string;
  /** How long to go on asking a server that is busy (503 with Retry-After); 30 s by default. */
  readonly busyWaitMs?: number;
}

/** Settings for one call. */
export interface CallOptions {
  /** Ends the wait for the result; a served call that runs is cancelled by it. */
  readonly signal?: AbortSignal;
  /** The longest this call may take; that of the client by default. */
  readonly timeoutMs?: number;
  /** Name of the run on the server; a random one by default. Has no meaning within this process. */
  readonly runId?: string;
}
