/** Uploading by PUT: small files from memory, which can be repeated, large ones as they come. @module */

import { proxyVariable } from "../core/proxy.ts";
import { putWithLength } from "./http_put.ts";
import { SourceStream } from "./source_stream.ts";
import { PartReader } from "./part_reader.ts";
import { retry } from "./retry.ts";
import type { ByteStream, StorageSettings, WriteOptions } from "./storage.ts";
import { type Act, cannot, StorageError } from "./storage_error.ts";
import { IdleTimer, timedStream, withLimit } from "./time_limit.ts";

/** Up to here a file is sent from memory: with its length, and again when the connection is lost. */
const IN_MEMORY_BYTES = 16 * 1024 * 1024;

/** Where and how a file is put. */
export interface UploadOptions extends WriteOptions {
  readonly settings: StorageSettings;
  readonly url: URL;
  readonly headers: Record<string, string>;
  /** Sends the PUT request by `fetch`; throws for a status that is not a success. */
  readonly put: (init: RequestInit) => Promise<Response>;
  /** Turns an answer that is not a success into an error. */
  readonly judge: (response: Response) => Promise<void>;
}

/** Uploads a stream. Whether a cut upload leaves nothing is up to the server, which sees that it was cut. */
export async function upload(act: Act, body: ByteStream, options: UploadOptions): Promise<void> {
  const source = new SourceStream(body);
  try {
    await send(act, source.stream, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw source.failureOr(error);
  } finally {
    await source.cancel();
  }
}

async function send(act: Act, body: ByteStream, options: UploadOptions): Promise<void> {
  const { settings, signal, sizeBytes } = options;
  await using source = new PartReader(body, signal);
  const head = await source.next(IN_MEMORY_BYTES);
  const limit = { act, limitMs: settings.idleMs, signal };
  if (source.isEnded) {
    return await retry(
      () => withLimit(limit, (signal) => finish(options.put({ body: head, signal }))),
      settings.retry,
      signal,
    );
  }
  const timer = new IdleTimer(limit);
  const stream = timedStream(source.after(head), timer);
  try {
    if (sizeBytes === undefined || hasProxy(options)) {
      return await putChunked(act, stream, { ...options, signal: timer.signal });
    }
    const { url, headers } = options;
    const request = { url, headers, sizeBytes, signal: timer.signal };
    await options.judge(await putWithLength(act, stream, request));
  } finally {
    timer.end();
  }
}

/** Without a length ahead, which some servers (presigned S3 URLs among them) refuse. */
async function putChunked(act: Act, body: ByteStream, options: UploadOptions): Promise<void> {
  try {
    await finish(options.put({ body, signal: options.signal ?? null }));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof StorageError) || !/answered (411|501)/.test(error.message)) throw error;
    throw new StorageError(
      "failed",
      `${cannot(act)}: the server takes no upload whose length is unknown at its beginning`,
      { hint: "Write to a local file first, then upload it; or use s3://", cause: error },
    );
  }
}

async function finish(sending: Promise<Response>): Promise<void> {
  const response = await sending;
  await response.body?.cancel();
}

/** Only `fetch` goes through proxies. */
function hasProxy({ url, settings }: UploadOptions): boolean {
  return proxyVariable(url, settings.env) !== undefined;
}
