/** Calls of a module that runs in a Python process. @module */

import { negotiate, type ResponseEncoding } from "../calls/negotiate.ts";
import type { RuntimeConfig } from "../config/config.ts";
import { runIdFault } from "../endpoints/run_id.ts";
import { BodyReader, LONG_LITERAL_BYTES } from "../payload/body_reader.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import type { LongText } from "../payload/long_text.ts";
import type { AnswerSegment } from "../payload/segments.ts";
import type { FrameHeader } from "../python/frames.ts";
import type { PythonProcess } from "../python/process.ts";
import { type Place, SharedFile } from "../python/shared_arrays.ts";
import type { RunStatus } from "../tracking/backend.ts";
import { openDetachedRun, type Run } from "../tracking/run.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import { arrayEncodingIn } from "./array_encoding_in.ts";
import type { CallBody, CallHost } from "./call_host.ts";
import type { CallHead } from "./protocol.ts";
import type { PrintedOutput } from "./printed_output.ts";

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

/** What a body is sent as. */
interface Sent {
  readonly text: Uint8Array;
  readonly mark: string;
  readonly literals: readonly Place[];
  readonly arrays: ReturnType<typeof arrayEncodingIn>;
}

/** Hands calls to the process, and what it logs to the run of the call. */
export class PythonCalls implements CallHost {
  // bodies are not parsed here at all
  readonly needsExactNumbers = false;
  readonly #options: PythonCallsOptions;
  /** Stands for array k of an answer as "<mark>k": nobody can guess it. */
  readonly #mark = crypto.randomUUID();
  #process: PythonProcess | undefined;
  #input: SharedFile;
  /** The file that the process has not opened yet. */
  #newInput: SharedFile | undefined;
  #ended: PromiseWithResolvers<Ended> | undefined;
  #run: Run | undefined;
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
        return this.#run?.logParameter(String(header.key), header.value);
      case "metrics":
        return this.#logMetrics(header.metrics as readonly [string, string, number | null][]);
      case "artifact":
        return this.#logArtifact(String(header.path));
    }
  }

  async answer(head: CallHead, body: CallBody, signal: AbortSignal): Promise<Answer> {
    if (head.endpoint === DOCUMENT_ENDPOINT) return await this.#document();
    const computes = COMPUTING.has(head.endpoint);
    const fault = computes && head.runId !== null ? runIdFault(head.runId) : undefined;
    if (fault !== undefined) return jsonAnswer(422, { detail: [fault] });
    const sent = this.#send(body);
    const { encoding, refusal } = this.#encoding(head, sent);
    const { config, printed } = this.#options;
    const run = openDetachedRun({
      outputPath: config.outputPath,
      config,
      origin: head.origin,
      runId: computes ? head.runId : null,
    });
    const id = this.#nextId++;
    const cancel = (): void => this.#process?.cancel(id);
    this.#run = run;
    this.#ended = Promise.withResolvers();
    printed.beginRun(run);
    signal.addEventListener("abort", cancel);
    try {
      this.#process?.send({
        op: "call",
        id,
        endpoint: head.endpoint,
        origin: head.origin,
        is_json: head.isJson,
        run_id: computes && head.origin === "http" ? run.id : head.runId,
        format: encoding.format,
        compression: encoding.compression,
        ...(refusal === undefined ? {} : { refusal }),
        ...(sent.literals.length === 0 ? {} : { mark: sent.mark, literals: sent.literals }),
        ...(this.#newInput === undefined ? {} : { input_arrays: this.#newInput.path }),
        out_mark: this.#mark,
      }, sent.text);
      const ended = await this.#ended.promise;
      if (ended.header.printed !== undefined) await printed.until(ended.header.printed);
      this.#replaceInput(ended.header);
      await run.close(statusOf(ended.header.status));
      return this.#answerOf(ended);
    } catch (error) {
      run.note(`${error instanceof Error ? error.message : error}\n`);
      return textAnswer(500, "Internal Server Error");
    } finally {
      signal.removeEventListener("abort", cancel);
      printed.endRun();
      this.#run = undefined;
    }
  }

  async #document(): Promise<Answer> {
    this.#ended = Promise.withResolvers();
    this.#process?.send({ op: "openapi" });
    const { header, body } = await this.#ended.promise;
    if (header.error !== undefined) return textAnswer(500, header.error);
    return { status: 200, contentType: "application/json", segments: [{ utf8: body }] };
  }

  /** What goes to the process: long texts as bytes in memory that it shares. */
  #send(body: CallBody): Sent {
    if (body.kind === "none") return NOTHING;
    if (body.kind === "bytes" && body.bytes.byteLength <= LONG_LITERAL_BYTES) {
      const arrays = arrayEncodingIn(decoder.decode(body.bytes));
      return { ...NOTHING, text: body.bytes, arrays };
    }
    const { text, mark, literals } = readerOf(body).endUnparsed();
    const restored = literals.every((literal) => literal.decodedBytes !== undefined)
      ? text
      : withTexts(text, mark, literals);
    if (restored !== text) return { ...NOTHING, text: encoder.encode(restored) };
    const arrays = literals.flatMap(({ decodedBytes }) => decodedBytes ?? []);
    const places = this.#input.writeAll(arrays);
    // gives the memory back now, not at the next collection
    for (const { buffer } of arrays) buffer.transfer(0);
    return { text: encoder.encode(text), mark, literals: places, arrays: arrayEncodingIn(text) };
  }

  #encoding(
    { endpoint, accept }: CallHead,
    { arrays }: Sent,
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

  #logMetrics(metrics: readonly [string, string, number | null][]): void {
    for (const [key, value, step] of metrics) {
      this.#run?.logMetric(key, pythonFloat(value), step ?? undefined);
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

const NOTHING: Sent = { text: new Uint8Array(), mark: "", literals: [], arrays: undefined };

function readerOf(body: Exclude<CallBody, { kind: "none" }>): BodyReader {
  if (body.kind === "arrived") return body.reader;
  const reader = new BodyReader({ exact: false, byteLength: body.bytes.byteLength });
  reader.write(body.bytes);
  return reader;
}

/** The text with its long literals, where some of them are no base64. */
function withTexts(text: string, mark: string, literals: readonly LongText[]): string {
  return literals.reduce<string>(
    (whole, literal, k) => whole.replace(`"${mark}${k}"`, () => `"${strictText(literal)}"`),
    text,
  );
}

/** The letters of a text, none of them lost: a mark of byte order at its start, too. */
function strictText({ chunks }: LongText): string {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return chunks.map((chunk) => strict.decode(chunk, { stream: true })).join("") + strict.decode();
  } catch {
    throw new JsonSyntaxError("Text is not UTF-8", 0);
  }
}

function statusOf(status: number): RunStatus {
  if (status === 200) return "finished";
  return status === 500 ? "failed" : "refused";
}

function pythonFloat(text: string): number {
  if (text === "nan") return NaN;
  return Number(text.replace("inf", "Infinity"));
}
