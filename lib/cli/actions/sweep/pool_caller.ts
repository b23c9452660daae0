/** Points on workers of this process: threads for TypeScript, processes for Python. @module */

import type { RuntimeConfig } from "../../../../runtime/config/config.ts";
import { modelName } from "../../../../runtime/regression/model_name.ts";
import { type PythonOptions, pythonSetup } from "../../../../runtime/server/python_workers.ts";
import { CallError } from "../../../../runtime/workers/call_error.ts";
import type { PoolAnswer } from "../../../../runtime/workers/pending_call.ts";
import { WorkerPool } from "../../../../runtime/workers/pool.ts";
import { startPythonWorker } from "../../../../runtime/workers/python_worker.ts";
import { startThreadWorker } from "../../../../runtime/workers/thread_worker.ts";
import { TesseraError } from "../../../core/errors.ts";
import { userStack } from "../../../core/user_frames.ts";
import type { CallAnswer, CallOutcome, PointCaller } from "../../../jobs/sweep/point_caller.ts";
import { resolveEndpointName } from "../../endpoint_name.ts";
import { CallTurns, QUICK_DEPTH } from "./call_turns.ts";
import { plainArrays } from "./plain_arrays.ts";
import { refusalText } from "./refusal_text.ts";

/** Enough for every call that is made at a time. */
const QUEUE_LIMIT = 1_000_000;
const CANCEL_GRACE_MS = 2_000;

/** Which module, and how many workers. */
export interface PoolCallerOptions {
  /** Absolute path of the module. */
  readonly modulePath: string;
  readonly endpoint: string;
  readonly config: RuntimeConfig;
  /** Whether arrays are written as nested lists and nothing else. */
  readonly hasPlainArrays: boolean;
  readonly numWorkers: number;
  /** How to run a module in Python; absent for others. */
  readonly python?: PythonOptions;
  /** A call that takes longer has failed. */
  readonly timeoutMs: number | null;
}

/**
 * Starts the workers; each loads the module once.
 *
 * @throws {TesseraError} `failed` when the module cannot be loaded, `not_found` when it has no such endpoint.
 */
export async function openPoolCaller(options: PoolCallerOptions): Promise<PointCaller> {
  const { modulePath, config, numWorkers, python, timeoutMs } = options;
  const setup = { modulePath, config };
  const pool = new WorkerPool({
    start: (events, place) =>
      python === undefined
        ? startThreadWorker(setup, {}, events)
        : startPythonWorker(setup, pythonSetup(python, { place, numWorkers }), events),
    workers: numWorkers,
    queueLimit: QUEUE_LIMIT,
    cancelGraceMs: CANCEL_GRACE_MS,
    ...(timeoutMs === null ? {} : { timeoutMs }),
  });
  try {
    const { endpoints } = await pool.ready();
    const endpoint = resolveEndpointName(options.endpoint, endpoints);
    return new PoolCaller(pool, endpoint, options);
  } catch (error) {
    await pool.stop(0);
    throw error;
  }
}

class PoolCaller implements PointCaller {
  readonly width: number;
  readonly #pool: WorkerPool;
  readonly #endpoint: string;
  readonly #turns: CallTurns;
  readonly #hasPlainArrays: boolean;

  constructor(pool: WorkerPool, endpoint: string, options: PoolCallerOptions) {
    this.width = options.numWorkers * QUICK_DEPTH;
    this.#turns = new CallTurns(options.numWorkers);
    this.#pool = pool;
    this.#endpoint = endpoint;
    this.#hasPlainArrays = options.hasPlainArrays;
  }

  async call(index: number, body: string): Promise<CallAnswer> {
    const head = {
      endpoint: this.#endpoint,
      accept: null,
      runId: String(index),
      isJson: true,
      // of these runs, each has a folder of its own, named by its point
      origin: "http",
    } as const;
    const { buffer } = new TextEncoder().encode(body);
    await this.#turns.begin();
    const turn = this.#turns.start();
    try {
      const answer = await this.#pool.run(head, buffer, {});
      return { ...await this.#answer(answer), seconds: turn.end() };
    } catch (error) {
      const seconds = turn.end();
      if (!(error instanceof CallError)) throw error;
      return { ...failureOf(error), seconds };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.stop(0);
  }

  async #answer({ status, body }: PoolAnswer): Promise<CallOutcome> {
    const text = body instanceof ArrayBuffer
      ? new TextDecoder().decode(body)
      : await new Response(body).text();
    if (status === 200) {
      return { kind: "succeeded", outputs: this.#hasPlainArrays ? plainArrays(text) : text };
    }
    if (status === 422) {
      return { kind: "refused", error: refusalText(text, modelName(this.#endpoint, "Input")) };
    }
    return { kind: "failed", error: moduleError(text) };
  }
}

/** A stack without the frames of this program. */
function moduleError(text: string): string {
  const error = Object.assign(new Error(""), { stack: text.trimEnd() });
  return userStack(error, { ifNone: "message" });
}

/** @throws {TesseraError} When it says nothing about the point. */
function failureOf(error: CallError): CallOutcome {
  switch (error.kind) {
    case "worker_ended":
    case "timed_out":
      return { kind: "failed", error: error.message };
    case "busy":
    case "cancelled":
    case "stopping":
      throw new TesseraError("unavailable", `Cannot go on with the sweep: ${error.message}`, {
        hint: "Find out why its workers end, then go on with --resume",
        cause: error,
      });
  }
}
