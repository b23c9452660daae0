/** Calls a served module over HTTP. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import type { Segment } from "../payload/segments.ts";
import { type BaseUrl, parseBaseUrl } from "./base_url.ts";
import { Deadline } from "./deadline.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import { RemoteError } from "./remote_error.ts";
import { bodyOf, requestSegments } from "./request_body.ts";
import { errorOfResponse } from "./response_error.ts";
import { readResponse } from "./response_body.ts";
import { connectionFailureOf, pauseBeforeRetry, retryAfterMs } from "./retry.ts";
import type { CallableEndpoint, Transport } from "./transport.ts";

const DEFAULT_BUSY_WAIT_MS = 30_000;
/** Smallest pause before a busy server is asked again. */
const MIN_BUSY_PAUSE_MS = 50;

interface Exchange {
  /** Method and URL, without credentials, for messages. */
  readonly name: string;
  readonly url: string;
  readonly headers: Headers;
  /** null for a GET. */
  readonly segments: readonly Segment[] | null;
  readonly decodesArrays: boolean;
}

/** A module behind a URL; holds no connection of its own, so there is nothing to close. */
export class HttpTransport implements Transport {
  readonly #base: BaseUrl;
  readonly #options: ClientOptions;
  #hadAnswer = false;

  /** @throws {TesseraError} `bad_input` when the address is no http(s) URL. */
  constructor(address: string | URL, options: ClientOptions) {
    this.#base = parseBaseUrl(address, options.token);
    this.#options = options;
  }

  /** See {@linkcode Transport}. */
  call(
    endpoint: CallableEndpoint,
    request: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<unknown> {
    const query = options.runId === undefined ? "" : `?run_id=${encodeURIComponent(options.runId)}`;
    const isComputed = endpoint !== "abstract_eval";
    const headers = this.#headers(isComputed ? this.#accept() : "*/*");
    headers.set("content-type", "application/json");
    return this.#exchange({
      name: `POST ${this.#base.href}/${endpoint}`,
      url: `${this.#base.href}/${endpoint}${query}`,
      headers,
      segments: requestSegments(request),
      decodesArrays: isComputed,
    }, options);
  }

  /** See {@linkcode Transport}. */
  health(options: CallOptions): Promise<unknown> {
    return this.#get("health", options);
  }

  /** See {@linkcode Transport}. */
  openapi(options: CallOptions): Promise<unknown> {
    return this.#get("openapi.json", options);
  }

  #get(path: string, options: CallOptions): Promise<unknown> {
    const url = `${this.#base.href}/${path}`;
    return this.#exchange({
      name: `GET ${url}`,
      url,
      headers: this.#headers("*/*"),
      segments: null,
      decodesArrays: false,
    }, options);
  }

  #accept(): string {
    const { format = "json+base64", compression } = this.#options;
    const parameter = compression === undefined ? "" : `; compression=${compression}`;
    return `application/${format}${parameter}`;
  }

  #headers(accept: string): Headers {
    const headers = new Headers({ accept });
    const { authorization } = this.#base;
    if (authorization !== null) headers.set("authorization", authorization);
    return headers;
  }

  async #exchange(exchange: Exchange, { signal, timeoutMs }: CallOptions): Promise<unknown> {
    using deadline = new Deadline(exchange.name, {
      signal,
      timeoutMs: timeoutMs ?? this.#options.timeoutMs,
    });
    const response = await this.#sendUntilServed(exchange, deadline);
    if (!response.ok) throw await errorOfResponse(response, exchange.name);
    try {
      const { decodesArrays } = exchange;
      return await readResponse(response, {
        outputPath: this.#options.outputPath,
        decodesArrays,
      });
    } catch (error) {
      deadline.signal.throwIfAborted();
      throw describeReadError(error, exchange.name, response.status);
    }
  }

  /** A server that is busy has not begun the call, so asking again is always safe. */
  async #sendUntilServed(exchange: Exchange, deadline: Deadline): Promise<Response> {
    const giveUpMs = performance.now() + (this.#options.busyWaitMs ?? DEFAULT_BUSY_WAIT_MS);
    for (;;) {
      const response = await this.#sendUntilAnswered(exchange, deadline);
      if (response.status !== 503) return response;
      const asked = retryAfterMs(response.headers.get("retry-after"), Date.now());
      if (asked === null) return response;
      const pauseMs = Math.max(asked, MIN_BUSY_PAUSE_MS);
      if (performance.now() + pauseMs > giveUpMs) return response;
      await response.body?.cancel();
      await deadline.sleep(pauseMs);
    }
  }

  async #sendUntilAnswered(exchange: Exchange, deadline: Deadline): Promise<Response> {
    for (let attempts = 1;; attempts++) {
      const startMs = performance.now();
      try {
        const response = await send(exchange, deadline.signal);
        this.#hadAnswer = true;
        return response;
      } catch (error) {
        deadline.signal.throwIfAborted();
        const failure = connectionFailureOf(error);
        if (failure === null) throw error;
        const pauseMs = pauseBeforeRetry({
          failure,
          attempts,
          isRead: exchange.segments === null,
          hadAnswer: this.#hadAnswer,
          elapsedMs: performance.now() - startMs,
        });
        if (pauseMs === null) throw unreachable(exchange.name, failure, error);
        await deadline.sleep(pauseMs);
      }
    }
  }
}

function send({ url, headers, segments }: Exchange, signal: AbortSignal): Promise<Response> {
  // A redirect would turn a POST into a GET, and could lead credentials elsewhere.
  const init: RequestInit = { headers, signal, redirect: "manual" };
  if (segments === null) return fetch(url, init);
  return fetch(url, { ...init, method: "POST", body: bodyOf(segments) });
}

function unreachable(name: string, failure: string, cause: unknown): TesseraError {
  const found = failure === "not_connected"
    ? "nobody answers there"
    : "the connection ended before the answer came";
  return new TesseraError("unavailable", `Cannot call ${name}: ${found}`, {
    hint: "Check the address, and that the module is being served there",
    cause,
  });
}

function describeReadError(error: unknown, name: string, status: number): unknown {
  if (error instanceof JsonSyntaxError) {
    const body = `not JSON (${error.message})`;
    return new RemoteError({ request: name, status, body }, { cause: error });
  }
  if (error instanceof TesseraError) {
    const options = { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) };
    return new TesseraError(error.code, `${error.message} (${name})`, options);
  }
  if (!(error instanceof TypeError)) return error;
  return new TesseraError("unavailable", `Cannot call ${name}: the answer broke off`, {
    cause: error,
  });
}
