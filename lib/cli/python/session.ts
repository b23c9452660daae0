/** A module in Python for the length of one command: a worker of its own, without a port. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import { modelName } from "../../../runtime/regression/model_name.ts";
import { type PythonOptions, pythonSetup } from "../../../runtime/server/python_workers.ts";
import { CallError } from "../../../runtime/workers/call_error.ts";
import type { PoolAnswer } from "../../../runtime/workers/pending_call.ts";
import { type CallSignal, WorkerPool } from "../../../runtime/workers/pool.ts";
import type { CallHead } from "../../../runtime/workers/protocol.ts";
import { DOCUMENT_ENDPOINT } from "../../../runtime/workers/python_calls.ts";
import { startPythonWorker } from "../../../runtime/workers/python_worker.ts";
import { TesseraError } from "../../core/errors.ts";
import type { CliIo } from "../io.ts";
import type { Payload } from "../payload.ts";
import { refusedPayload } from "../refused_payload.ts";
import { Interruption, type Task } from "./interruption.ts";

/** How long a call may go on after the user has ended the command. */
const CANCEL_GRACE_MS = 2_000;
/** Larger payloads are sent in pieces of this size, and decoded while they arrive. */
const CHUNK_BYTES = 256 * 1024;

/** What a session is made of. */
export interface PythonSetup {
  /** Absolute path of the module. */
  readonly path: string;
  readonly config: RuntimeConfig;
  readonly python: PythonOptions;
  /** Whether files that the module requires may be missing. */
  readonly skipRequiredFiles?: boolean | undefined;
  /** Variables for its process, beside those of this one. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Loading and calls together. @default The module by its path, without a limit */
  readonly task?: Task | undefined;
}

/** What an endpoint answered. */
export interface PythonAnswer {
  readonly status: number;
  /** To be read before the session ends. */
  readonly body: Uint8Array<ArrayBuffer>[] | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A module that is loaded in a Python process. */
export interface PythonModule {
  /** Absolute path of its file. */
  readonly path: string;
  /** Its endpoints, in the document's order; `test`, which is always there, is not listed. */
  readonly endpoints: readonly string[];
  /**
   * Calls an endpoint. What it prints goes to stderr, a traceback as well.
   *
   * @param payload Undefined where the endpoint takes none.
   * @returns Status 200 with the result, or 500 when the module threw.
   * @throws {TesseraError} `bad_input` for a payload that is not valid, `failed` when the process ends, `interrupted`,
   * `timed_out`.
   */
  call(endpoint: string, payload?: Payload): Promise<PythonAnswer>;
  /** The OpenAPI document as JSON text. @throws {TesseraError} As `call`; `failed` when it cannot be made. */
  openapi(): Promise<string>;
}

/**
 * Loads a module and lends it. Whatever happens, its process has ended when this returns.
 *
 * @throws {TesseraError} `unavailable` without an interpreter or its packages, `failed` when the module cannot be
 * loaded, `interrupted`, `timed_out`; those of `use`.
 */
export async function withPythonModule<Result>(
  setup: PythonSetup,
  io: CliIo,
  use: (module: PythonModule) => Promise<Result>,
): Promise<Result> {
  using interruption = new Interruption(io, setup.task ?? { name: `with "${setup.path}"` });
  const session = new Session(setup, interruption);
  try {
    await session.load();
    return await use(session);
  } finally {
    await session.end();
  }
}

class Session implements PythonModule {
  readonly path: string;
  readonly #pool: WorkerPool;
  readonly #interruption: Interruption;
  #endpoints: readonly string[] = [];
  /** Settles when the module is loaded, or cannot be. */
  #loading = Promise.resolve();
  /** How the process ended that ran the last call. */
  #lost = "ended";

  constructor(setup: PythonSetup, interruption: Interruption) {
    const { path, config, python, variables, skipRequiredFiles = false } = setup;
    this.path = path;
    this.#interruption = interruption;
    const { env, ...worker } = pythonSetup(python, { place: 0, numWorkers: 1 });
    const ofWorker = { ...worker, env: { ...env, ...variables }, skipRequiredFiles };
    this.#pool = new WorkerPool({
      start: (events) => startPythonWorker({ modulePath: path, config }, ofWorker, events),
      workers: 1,
      queueLimit: 1,
      cancelGraceMs: CANCEL_GRACE_MS,
      onWorkerLost: (reason) => this.#lost = reason,
    });
  }

  get endpoints(): readonly string[] {
    return this.#endpoints;
  }

  async load(): Promise<void> {
    const ready = this.#pool.ready();
    this.#loading = ready.then(() => {}, () => {});
    const { endpoints } = await this.#interruption.race(ready);
    this.#endpoints = endpoints.filter((name) => name !== "test");
  }

  async end(): Promise<void> {
    await this.#pool.stop(0);
    // what is needed for the start alone is removed by then
    await this.#loading;
  }

  async call(endpoint: string, payload?: Payload): Promise<PythonAnswer> {
    const { status, body } = await this.#answer(endpoint, payload?.bytes);
    if (status < 400 || status >= 500) {
      return { status, body: body instanceof ArrayBuffer ? [new Uint8Array(body)] : body };
    }
    const text = await new Response(body).text();
    throw refusedPayload(text, { model: modelName(endpoint, "Input"), payload });
  }

  async openapi(): Promise<string> {
    const { status, body } = await this.#answer(DOCUMENT_ENDPOINT, undefined);
    const text = await new Response(body).text();
    if (status === 200) return text;
    throw new TesseraError("failed", `Cannot make the document of "${this.path}": ${text}`);
  }

  async #answer(endpoint: string, bytes: Uint8Array | undefined): Promise<PoolAnswer> {
    const interrupted = this.#interruption.signal;
    const call: CallSignal = {};
    const onAbort = () => call.cancel?.();
    interrupted.addEventListener("abort", onAbort);
    try {
      interrupted.throwIfAborted();
      const answer = await this.#send(headOf(endpoint), bytes, call);
      interrupted.throwIfAborted();
      return answer;
    } catch (error) {
      interrupted.throwIfAborted();
      throw error instanceof CallError ? this.#failure(endpoint, error) : error;
    } finally {
      interrupted.removeEventListener("abort", onAbort);
    }
  }

  /** Gives copies away: messages quote the payload. */
  async #send(
    head: CallHead,
    bytes: Uint8Array | undefined,
    call: CallSignal,
  ): Promise<PoolAnswer> {
    if (bytes === undefined) return await this.#pool.run(head, null, call);
    if (bytes.byteLength <= CHUNK_BYTES) {
      return await this.#pool.run(head, bytes.slice().buffer, call);
    }
    const sink = this.#pool.openBody(bytes.byteLength);
    for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
      await sink.write(bytes.slice(at, at + CHUNK_BYTES).buffer);
    }
    return await sink.call(head, call);
  }

  #failure(endpoint: string, error: CallError): TesseraError {
    const isLost = error.kind === "worker_ended";
    const reason = isLost ? `the Python process of the module ${this.#lost}` : error.message;
    return new TesseraError("failed", `Cannot finish "${endpoint}": ${reason}`);
  }
}

function headOf(endpoint: string): CallHead {
  return { endpoint, accept: null, runId: null, isJson: true, origin: "command" };
}
