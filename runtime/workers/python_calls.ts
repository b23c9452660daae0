/** Calls of a module that runs in a Python process. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { negotiate, type ResponseEncoding } from "../calls/negotiate.ts";
import type { RuntimeConfig } from "../config/config.ts";
import { runIdFault } from "../endpoints/run_id.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import type { AnswerSegment } from "../payload/segments.ts";
import type { FrameHeader } from "../python/frames.ts";
import type { PythonProcess } from "../python/process.ts";
import { type Place, SharedFile } from "../python/shared_arrays.ts";
import type { RunStatus } from "../tracking/backend.ts";
import { showLive } from "../tracking/capture.ts";
import { openDetachedRun, type Run } from "../tracking/run.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import type { CallBody, CallHost, CallTurn } from "./call_host.ts";
import type { CallHead } from "./protocol.ts";
import type { PrintedOutput } from "./printed_output.ts";
import { type SentBody, sentBody } from "./python_body.ts";

/** What answers `GET /openapi.json`: upstream makes the document, in the process. */
export const DOCUMENT_ENDPOINT = "openapi.json";

const COMPUTING: ReadonlySet<string> = new Set([
  "apply",
  "jacobian",
  "jacobian_vector_product",
  "vector_jacobian_product",
]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a {@linkcode PythonCalls} works with. */
export interface PythonCallsOptions {
  readonly config: RuntimeConfig;
  /** Files in memory: requests' arrays, and answers'. */
  readonly input: SharedFile;
  readonly output: SharedFile;
  readonly printed: PrintedOutput;
}

/** The frame that ends a call. */
interface ResultFrame extends FrameHeader {
  readonly status: number;
  readonly type: string;
  /** Where the answer's large arrays are. */
  readonly arrays?: readonly Place[];
  /** Stands in the output behind all that the call printed. */
  readonly printed?: string;
  /** The module still holds an array of the request. */
  readonly kept?: boolean;
  readonly error?: string;
}

interface Ended {
  readonly header: ResultFrame;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Hands calls to the process, and what it logs to the run of the call. */
export class PythonCalls implements CallHost {
  // they are not parsed here at all
  readonly bodies: CallHost["bodies"] = { exact: false, isForText: true };
  readonly #options: PythonCallsOptions;
  /** Stands for array k of an answer as "<mark>k": nobody can guess it. */
  readonly #mark = crypto.randomUUID();
  #process: PythonProcess | undefined;
  #input: SharedFile;
  /** The file that the process has not opened yet. */
  #newInput: SharedFile | undefined;
  #ended: PromiseWithResolvers<Ended> | undefined;
  #run: Run | undefined;
  /** Why something that the running call logged could not be kept. */
  #logFailure: unknown;
  #nextId = 1;

  constructor(options: PythonCallsOptions) {
    this.#options = options;
    this.#input = options.input;
  }

  /** To be called once, when the process is ready. */
  attach(process: PythonProcess): void {
    this.#process = process;
  }

  /** Takes a frame of the process. */
  receive(header: FrameHeader, body: Uint8Array<ArrayBuffer>): void {
    switch (header.op) {
      case "result":
      case "document":
        return this.#ended?.resolve({ header: header as ResultFrame, body });
      case "parameter":
        return this.#log((run) => run.logParameter(String(header.key), header.value));
      case "metrics":
        return this.#log((run) => logMetrics(run, header.metrics as readonly LoggedMetric[]));
      case "artifact":
        return this.#logArtifact(String(header.path));
    }
  }

  /** The process is gone: the call that it ran has no result. */
  close(reason: string): void {
    this.#ended?.reject(new TesseraError("failed", `The Python process ${reason}`));
    this.#ended?.promise.catch(() => {});
    this.#input[Symbol.dispose]();
    this.#options.output[Symbol.dispose]();
  }

  async answer(head: CallHead, body: CallBody, turn: CallTurn): Promise<Answer> {
    try {
      if (head.endpoint === DOCUMENT_ENDPOINT) return await this.#document();
      const computes = COMPUTING.has(head.endpoint);
      const fault = computes && head.runId !== null ? runIdFault(head.runId) : undefined;
      if (fault !== undefined) return jsonAnswer(422, { detail: [fault] });
      return await this.#inRun(head, sentBody(body, this.#input), turn);
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw error;
      showLive(encoder.encode(`Error: ${messageOf(error)}\n`));
      return textAnswer(500, "Internal Server Error");
    }
  }

  async #inRun(head: CallHead, sent: SentBody, turn: CallTurn): Promise<Answer> {
    const { config } = this.#options;
    const runId = COMPUTING.has(head.endpoint) ? head.runId : null;
    const { outputPath } = config;
    const run = openDetachedRun({ outputPath, config, origin: head.origin, runId });
    const id = this.#nextId++;
    const cancel = (): void => this.#process?.cancel(id);
    turn.signal.addEventListener("abort", cancel);
    const ended = Promise.withResolvers<Ended>();
    this.#begin(run, ended);
    let result: Ended;
    try {
      this.#process?.send(this.#callFrame(id, head, { sent, run }), sent.text);
      result = await ended.promise;
      const settling = this.#settle(run, result);
      if (settling !== undefined) await settling;
    } catch (error) {
      run.note(`${messageOf(error)}\n`);
      await run.close("failed");
      throw error;
    } finally {
      turn.signal.removeEventListener("abort", cancel);
      this.#leave();
    }
    // the process works on while the answer is passed on; its arrays are where those of the next answer will be
    if (result.header.arrays === undefined) turn.release();
    return this.#answerOf(result);
  }

  #begin(run: Run, ended: PromiseWithResolvers<Ended>): void {
    this.#ended = ended;
    this.#run = run;
    this.#logFailure = undefined;
    this.#options.printed.beginRun(run);
  }

  /** All that the call printed and logged is kept, or it fails. */
  #settle(run: Run, { header }: Ended): void | Promise<void> {
    const close = (): void | Promise<void> => {
      this.#replaceInput(header);
      if (this.#logFailure !== undefined) throw this.#logFailure;
      return run.close(statusOf(header.status));
    };
    return header.printed === undefined
      ? close()
      : this.#options.printed.until(header.printed).then(close);
  }

  #leave(): void {
    this.#options.printed.endRun();
    this.#run = undefined;
  }

  #callFrame(
    id: number,
    head: CallHead,
    { sent, run }: { readonly sent: SentBody; readonly run: Run },
  ): FrameHeader {
    const { encoding, refusal } = this.#encoding(head, sent);
    return {
      op: "call",
      id,
      endpoint: head.endpoint,
      origin: head.origin,
      is_json: head.isJson,
      run_id: COMPUTING.has(head.endpoint) && head.origin === "http" ? run.id : head.runId,
      format: encoding.format,
      compression: encoding.compression,
      ...(refusal === undefined ? {} : { refusal }),
      ...(sent.literals.length === 0 ? {} : { mark: sent.mark, literals: sent.literals }),
      ...(this.#newInput === undefined ? {} : { input_arrays: this.#newInput.path }),
      out_mark: this.#mark,
    };
  }

  async #document(): Promise<Answer> {
    this.#ended = Promise.withResolvers();
    this.#process?.send({ op: "openapi" });
    const { header, body } = await this.#ended.promise;
    if (header.error !== undefined) return textAnswer(500, header.error);
    return { status: 200, contentType: "application/json", segments: [{ utf8: body }] };
  }

  #encoding(
    { endpoint, accept }: CallHead,
    { arrays }: SentBody,
  ): { encoding: ResponseEncoding; refusal?: object } {
    const { outputFormat, compression } = this.#options.config;
    const preferred = { format: outputFormat ?? arrays ?? "json", compression };
    if (!COMPUTING.has(endpoint)) return { encoding: preferred };
    const negotiated = negotiate(accept, preferred);
    return "refusal" in negotiated
      ? { encoding: preferred, refusal: negotiated.refusal }
      : negotiated;
  }

  /** The module keeps the memory that held its arguments: the next ones get another file. */
  #replaceInput({ kept }: ResultFrame): void {
    this.#newInput?.unlink();
    this.#newInput = undefined;
    if (kept !== true) return;
    this.#input[Symbol.dispose]();
    this.#input = this.#newInput = new SharedFile();
  }

  #answerOf({ header, body }: Ended): Answer {
    const { status, type: contentType, arrays = [] } = header;
    if (arrays.length === 0) return { status, contentType, segments: [{ utf8: body }] };
    const segments: AnswerSegment[] = [];
    let rest = decoder.decode(body);
    for (const [k, place] of arrays.entries()) {
      const mark = `${this.#mark}${k}`;
      const at = rest.indexOf(`"${mark}"`);
      segments.push(rest.slice(0, at + 1), { base64From: this.#options.output.source(place) });
      rest = rest.slice(at + 1 + mark.length);
    }
    return { status, contentType, segments: [...segments, rest] };
  }

  /** The module goes on meanwhile: what cannot be kept fails the call at its end. */
  #log(keep: (run: Run) => void): void {
    try {
      if (this.#run !== undefined) keep(this.#run);
    } catch (error) {
      this.#logFailure ??= error;
    }
  }

  #logArtifact(path: string): void {
    let error: string | undefined;
    try {
      this.#run?.logArtifact(path);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    this.#process?.send({ op: "kept", ...(error === undefined ? {} : { error }) });
  }
}

/** Key, value as Python writes it, step. */
type LoggedMetric = readonly [key: string, value: string, step: number | null];

function logMetrics(run: Run, metrics: readonly LoggedMetric[]): void {
  for (const [key, value, step] of metrics) {
    run.logMetric(key, pythonFloat(value), step ?? undefined);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function statusOf(status: number): RunStatus {
  if (status === 200) return "finished";
  return status === 500 ? "failed" : "refused";
}

function pythonFloat(text: string): number {
  if (text === "nan") return NaN;
  return Number(text.replace("inf", "Infinity"));
}
