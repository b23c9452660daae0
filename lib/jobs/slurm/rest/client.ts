/** Requests to a slurmrestd, with a limit in time and in size. @module */

import { TesseraError } from "../../../core/errors.ts";
import { formatDurationMs } from "../../../core/duration.ts";
import type { RestAddress } from "./address.ts";
import { readAnswer, type RestAnswer } from "./answer.ts";

/** One request. */
export interface RestRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** With its query: `/slurm/v0.0.42/jobs`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** What is being done, for messages. */
  readonly act: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** More than a listing of every job of all but the largest sites, and less than a string can hold. */
const MAX_ANSWER_BYTES = 256 * 1024 ** 2;

/**
 * Sends a request. Redirects are not followed: they would carry the token to somebody else.
 *
 * @throws {TesseraError} `timed_out` when there is no answer in time, `unavailable` when it is too long; the
 *   signal's own reason when that is aborted.
 */
export async function sendRequest(
  address: RestAddress,
  request: RestRequest,
): Promise<RestAnswer> {
  request.signal?.throwIfAborted();
  const limit = AbortSignal.timeout(request.limitMs);
  const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]);
  using client = clientFor(address);
  try {
    const response = await fetch(`${address.baseUrl}${request.path}`, {
      method: request.method,
      headers: {
        Accept: "application/json",
        ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...request.headers,
      },
      redirect: "manual",
      signal,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(client.http === undefined ? {} : { client: client.http }),
    });
    return readAnswer(response.status, await readText(response, address, request));
  } catch (error) {
    request.signal?.throwIfAborted();
    if (limit.aborted) throw tooSlow(address, request);
    if (error instanceof TesseraError || !(error instanceof Error)) throw error;
    return unanswered(error);
  }
}

interface Client extends Disposable {
  readonly http?: Deno.HttpClient;
}

function clientFor({ socketPath }: RestAddress): Client {
  if (socketPath === undefined) return { [Symbol.dispose]() {} };
  const http = Deno.createHttpClient({ proxy: { transport: "unix", path: socketPath } });
  return { http, [Symbol.dispose]: () => http.close() };
}

async function readText(
  response: Response,
  address: RestAddress,
  { act }: RestRequest,
): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) {
      throw new TesseraError(
        "unavailable",
        `Cannot ${act}: slurmrestd at ${address.url} answers with more than ` +
          `${MAX_ANSWER_BYTES / 1024 ** 2} MiB`,
        {
          hint:
            "It lists every job of the site when many jobs are asked for: ask for fewer at a time",
        },
      );
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

/** Only where no connection was made, the request surely was not taken; that is told by text alone. */
function unanswered({ message }: Error): RestAnswer {
  const failure = /\(Connect\)/.test(message) ? "not_reached" : "answer_lost";
  // "error sending request for url (http://…): client error (Connect): tcp connect error: …"
  const said = message.split(/client error \(\w+\): (?:tcp connect error: )?/).at(-1) ?? message;
  return { kind: "unanswered", failure, said };
}

function tooSlow({ url }: RestAddress, { act, limitMs }: RestRequest): TesseraError {
  const found = `slurmrestd at ${url} gave no answer within ${formatDurationMs(limitMs)}`;
  return new TesseraError("timed_out", `Cannot ${act}: ${found}`, {
    hint: "It or Slurm's controller is busy or down: try again later; jobs go on meanwhile",
  });
}
