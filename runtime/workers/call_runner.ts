/** The worker's side of a call: bytes in, answer out. @module */

import { setImmediate } from "node:timers";
import { BodyReader } from "../payload/body_reader.ts";
import { partChunks, partsByteLength, responseParts } from "../payload/chunks.ts";
import { JsonSyntaxError } from "../payload/parse.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { CallBody, CallHost } from "./call_host.ts";
import type { Claims } from "./claims.ts";
import type { LaneReader } from "./lane_reader.ts";
import { collectAll } from "./memory.ts";
import {
  ANSWER_WINDOW_BYTES,
  type CallHead,
  type FromWorker,
  TAKEN_STEP_BYTES,
  WHOLE_ANSWER_BYTES,
} from "./protocol.ts";

/** A body and its answer of so many bytes leave enough behind to be worth a collection, some 50 ms. */
const COLLECT_BYTES = 64 * 1024 * 1024;

/** A body that comes ahead of its call. */
interface ArrivingBody {
  readonly reader: BodyReader;
  /** Why it is no JSON. */
  fault: JsonSyntaxError | undefined;
  /** Bytes that were read since the sender was last told. */
  untoldBytes: number;
  /** What reading it has taken, in milliseconds. */
  decodeMs: number;
}

interface OpenAnswer {
  readonly chunks: Iterator<Uint8Array<ArrayBuffer>>;
  /** Bytes that may still be made before the client has to take some. */
  creditBytes: number;
  leftBytes: number;
  /** The next call has to wait until all of it is made. */
  readonly holdsTurn: boolean;
}

/** What a {@linkcode CallRunner} works with. */
export interface CallRunnerOptions {
  readonly host: CallHost;
  readonly claims: Pick<Claims, "begin">;
  readonly send: (message: FromWorker, transfer: ArrayBuffer[]) => void;
  /** Where small answers go, and where to look for calls when there is nothing else to do. */
  readonly lane: Pick<LaneReader, "answer" | "next">;
  /** Has a call begin. @default At once. */
  readonly begin?: (start: () => void) => void;
}

interface LinedUpCall {
  readonly id: number;
  readonly head: CallHead;
  readonly buffer: ArrayBuffer | null;
}

/** Runs calls one after the other and streams their answers. */
export class CallRunner {
  readonly #options: CallRunnerOptions;
  readonly #arriving = new Map<number, ArrivingBody>();
  readonly #open = new Map<number, OpenAnswer>();
  readonly #line: LinedUpCall[] = [];
  #running: { readonly id: number; readonly controller: AbortController } | undefined;
  #isBusy = false;
  /** Bytes of bodies and answers since there was last nothing to do. */
  #usedBytes = 0;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
  }

  /** No call is under way. */
  isIdle(): boolean {
    return !this.#isBusy;
  }

  /** Takes the next bytes of a body that arrives ahead of its call. */
  chunk(id: number, buffer: ArrayBuffer, byteLength: number | undefined): void {
    const body = this.#arriving.get(id) ?? this.#expect(id, byteLength);
    this.#usedBytes += buffer.byteLength;
    body.untoldBytes += buffer.byteLength;
    if (body.untoldBytes >= TAKEN_STEP_BYTES) {
      this.#options.send({ op: "taken", id, bytes: body.untoldBytes }, []);
      body.untoldBytes = 0;
    }
    if (body.fault !== undefined) return;
    const startMs = performance.now();
    try {
      body.reader.write(new Uint8Array(buffer));
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      body.fault = error;
    }
    body.decodeMs += performance.now() - startMs;
    // gives the memory back now, not at the next collection
    buffer.transfer(0);
  }

  #expect(id: number, byteLength: number | undefined): ArrivingBody {
    const length = byteLength === undefined ? {} : { byteLength };
    const reader = new BodyReader({ ...this.#options.host.bodies, ...length });
    const body = { reader, fault: undefined, untoldBytes: 0, decodeMs: 0 };
    this.#arriving.set(id, body);
    return body;
  }

  /** Runs a call when those before it have been answered. */
  call(id: number, head: CallHead, buffer: ArrayBuffer | null): void {
    this.#line.push({ id, head, buffer });
    if (!this.#isBusy) this.#next();
  }

  /** The client took some bytes. */
  pull(id: number, bytes: number): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.creditBytes += bytes;
    this.#push(id, open);
  }

  /** Nobody waits for the call or its body any more. */
  drop(id: number): void {
    this.#arriving.delete(id);
    if (this.#running?.id === id) this.#running.controller.abort();
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    this.#end(open);
  }

  #next(): void {
    this.#isBusy = false;
    for (let call = this.#line.shift(); call !== undefined; call = this.#line.shift()) {
      if (!this.#options.claims.begin(call.id)) continue;
      this.#isBusy = true;
      const start = () => void this.#begin(call);
      if (this.#options.begin === undefined) start();
      else this.#options.begin(start);
      return;
    }
    // arrays wait for a collection that the engine puts off: the next call would come on top
    if (this.#usedBytes > COLLECT_BYTES) setImmediate(collectAll); // once no frame holds them
    this.#usedBytes = 0;
    this.#options.lane.next(() => this.isIdle());
  }

  async #begin({ id, head, buffer }: LinedUpCall): Promise<void> {
    const controller = new AbortController();
    let holdsTurn = true;
    const release = (): void => {
      holdsTurn = false;
      this.#running = undefined;
      this.#next();
    };
    let answer: Answer;
    try {
      const arrived = this.#arriving.get(id);
      this.#arriving.delete(id);
      if (arrived?.fault !== undefined) throw arrived.fault;
      this.#running = { id, controller };
      const turn = { signal: controller.signal, release };
      answer = await this.#options.host.answer(head, bodyOf(arrived, buffer), turn);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      answer = invalidJson(error);
    }
    if (holdsTurn) this.#running = undefined;
    this.#answer(id, answer, holdsTurn);
  }

  #answer(id: number, answer: Answer, holdsTurn: boolean): void {
    const parts = responseParts(answer.segments);
    const leftBytes = partsByteLength(parts);
    this.#usedBytes += leftBytes;
    const open: OpenAnswer = {
      chunks: partChunks(parts),
      creditBytes: ANSWER_WINDOW_BYTES,
      leftBytes,
      holdsTurn,
    };
    const first = leftBytes <= WHOLE_ANSWER_BYTES ? whole(open) : next(open);
    const buffer = first.buffer;
    const isLast = open.leftBytes <= 0;
    const { status, contentType } = answer;
    if (isLast && this.#options.lane.answer(id, status, contentType, first)) {
      return this.#end(open);
    }
    this.#options.send(
      { op: "answer", id, status, contentType, byteLength: leftBytes, buffer, isLast },
      [buffer],
    );
    if (isLast) return this.#end(open);
    this.#open.set(id, open);
    this.#push(id, open);
  }

  #push(id: number, open: OpenAnswer): void {
    while (open.creditBytes > 0) {
      const { buffer } = next(open);
      const isLast = open.leftBytes <= 0;
      open.creditBytes -= buffer.byteLength;
      this.#options.send({ op: "more", id, buffer, isLast }, [buffer]);
      if (!isLast) continue;
      this.#open.delete(id);
      return this.#end(open);
    }
  }

  #end({ holdsTurn }: OpenAnswer): void {
    if (holdsTurn) this.#next();
  }
}

function bodyOf(arrived: ArrivingBody | undefined, buffer: ArrayBuffer | null): CallBody {
  if (arrived !== undefined) {
    return { kind: "arrived", reader: arrived.reader, decodeMs: arrived.decodeMs };
  }
  if (buffer === null || buffer.byteLength === 0) return { kind: "none" };
  return { kind: "bytes", bytes: new Uint8Array(buffer) };
}

function next(open: OpenAnswer): Uint8Array<ArrayBuffer> {
  const { value, done } = open.chunks.next();
  if (done === true || value === undefined) {
    open.leftBytes = 0;
    return new Uint8Array(0);
  }
  open.leftBytes -= value.byteLength;
  return value;
}

function whole(open: OpenAnswer): Uint8Array<ArrayBuffer> {
  const first = next(open);
  if (open.leftBytes <= 0) return first;
  const all = new Uint8Array(first.byteLength + open.leftBytes);
  all.set(first);
  let at = first.byteLength;
  while (open.leftBytes > 0) {
    const piece = next(open);
    all.set(piece, at);
    at += piece.byteLength;
  }
  return all;
}

function invalidJson(error: JsonSyntaxError): Answer {
  return jsonAnswer(422, {
    detail: [{
      type: "json_invalid",
      loc: ["body", error.offset],
      msg: "JSON decode error",
      input: {},
      ctx: { error: error.message },
    }],
  });
}
