/** The run that a call is: opened before it, closed with what came of it. @module */

import type { RuntimeConfig } from "../config/config.ts";
import type { CallOrigin, Endpoint } from "../calls/endpoint.ts";
import type { RunStatus } from "../tracking/backend.ts";
import { openRun, type Run } from "../tracking/run.ts";
import type { CallOutcome } from "./call.ts";

/** Whose run it is. */
export interface CallRunOptions {
  readonly config: RuntimeConfig;
  readonly origin: CallOrigin;
  /** The id that a client chose. */
  readonly runId?: string | null;
}

/**
 * Opens the run of a call. Commands have one for every endpoint; over HTTP those that compute have one,
 * and `test`, whose id is never a client's.
 */
export function openRunOf(endpoint: Endpoint, options: CallRunOptions): Run | undefined {
  const { config, origin } = options;
  if (origin === "http" && !endpoint.computes && endpoint.name !== "test") return undefined;
  const runId = endpoint.computes ? options.runId : null;
  return openRun({ outputPath: config.outputPath, config, origin, runId });
}

const STATUS: Readonly<Record<CallOutcome["kind"], RunStatus>> = {
  ok: "finished",
  failed: "failed",
  invalid: "refused",
  "not_acceptable": "refused",
};

/** Closes a run when its call has ended; a call that went well but whose metrics are lost has failed. */
export function closeRun(
  run: Run | undefined,
  outcome: CallOutcome | Promise<CallOutcome>,
): Promise<CallOutcome> {
  if (run === undefined) return Promise.resolve(outcome);
  if (outcome instanceof Promise) return outcome.then((ended) => closed(run, ended));
  return Promise.resolve(closed(run, outcome));
}

function closed(run: Run, outcome: CallOutcome): CallOutcome | Promise<CallOutcome> {
  if (outcome.kind === "failed") run.note(`${stackOf(outcome.error)}\n`);
  const failed = (error: unknown): CallOutcome => ({ kind: "failed", error });
  try {
    const closing = run.close(STATUS[outcome.kind]);
    return closing === undefined ? outcome : closing.then(() => outcome, failed);
  } catch (error) {
    return failed(error);
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? `${error.name}: ${error.message}` : String(error);
}
