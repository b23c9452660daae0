/** Requests to a served module, bytes as they are. @module */

import { TesseraError } from "../core/errors.ts";
import { proxyVariable } from "../core/proxy.ts";
import type { Target } from "./target.ts";

/** The URL case of a TARGET. */
export type RemoteTarget = Extract<Target, { kind: "url" }>;

/** One request. */
export interface RemoteRequest {
  /** Below the base URL, without a leading slash. */
  readonly path: string;
  /** Makes it a POST. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly accept?: string;
  readonly tokenFile?: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request.
 *
 * @returns The response, whatever its status except 401 and 403; its body is the caller's to read.
 * @throws {TesseraError} `unavailable` when nobody answers, `timed_out`, `interrupted`, `denied` when a token is
 * missing or wrong.
 */
export async function fetchRemote(
  target: RemoteTarget,
  request: RemoteRequest,
): Promise<Response> {
  const { url, response } = await sendToAny(target, request.path, {
    method: request.body === undefined ? "GET" : "POST",
    headers: await headersFor(target, request),
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  if (response.status !== 401 && response.status !== 403) return response;
  const reason = (await response.text()).slice(0, 500).trim();
  throw new TesseraError("denied", `Cannot use "${url}": the server refused (${reason})`, {
    hint: response.status === 401
      ? "Pass --token-file, or the token in the URL: http://any:TOKEN@host:port"
      : "Ask the user who serves it",
  });
}

async function headersFor(target: RemoteTarget, request: RemoteRequest): Promise<Headers> {
  const headers = new Headers({ accept: request.accept ?? "*/*" });
  if (request.body !== undefined) headers.set("content-type", "application/json");
  if (target.authorization !== undefined) headers.set("authorization", target.authorization);
  if (request.tokenFile === undefined) return headers;
  try {
    const token = (await Deno.readTextFile(request.tokenFile)).trim();
    headers.set("authorization", `Bearer ${token}`);
  } catch (cause) {
    throw new TesseraError("bad_input", `Cannot read token file "${request.tokenFile}"`, { cause });
  }
  return headers;
}

/** Of several servers those that do not answer are skipped. */
async function sendToAny(
  { baseUrl, replicas }: RemoteTarget,
  path: string,
  init: RequestInit,
): Promise<{ url: string; response: Response }> {
  const [...left] = replicas?.order() ?? [baseUrl];
  for (;;) {
    const base = left.shift() ?? baseUrl;
    const url = `${base}/${path}`;
    try {
      return { url, response: await send(url, init) };
    } catch (error) {
      const isGone = error instanceof TesseraError && error.code === "unavailable";
      if (!isGone || left.length === 0) throw error;
      replicas?.drop(base);
    }
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "TimeoutError") {
      throw new TesseraError("timed_out", `Cannot finish the call of "${url}": it took too long`, {
        hint: "Pass a longer --timeout",
      });
    }
    if (cause instanceof DOMException && cause.name === "AbortError") {
      throw new TesseraError("interrupted", `Cannot finish the call of "${url}": interrupted`);
    }
    throw new TesseraError("unavailable", `Cannot reach "${url}"`, {
      hint: unreachableHint(new URL(url)),
      cause,
    });
  }
}

function unreachableHint(url: URL): string {
  const proxy = proxyVariable(url, (name) => Deno.env.get(name));
  return proxy === undefined
    ? "Check the address, and that the module is being served there"
    : `The request went through the proxy of $${proxy}: to do without, add ${url.hostname} to no_proxy`;
}
