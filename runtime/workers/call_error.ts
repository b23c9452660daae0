/** Why a call got no answer from a worker. @module */

/** What became of a call that no worker answered. */
export type CallErrorKind =
  /** The queue is full, or the worker that held the body is gone: try again. */
  | "busy"
  /** The worker ended while it ran the call. */
  | "worker_ended"
  /** The call took longer than allowed. */
  | "timed_out"
  /** The client went away. */
  | "cancelled"
  /** The server is shutting down. */
  | "stopping";

/** A call that got no answer; the server turns the kind into a status. */
export class CallError extends Error {
  override readonly name = "CallError";

  constructor(readonly kind: CallErrorKind, message: string) {
    super(message);
  }
}
