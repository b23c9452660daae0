/** Reading over HTTP: ranges, and going on after a lost connection. Shared by http(s) and S3. @module */

import { cutSpan, emptyStream, parseContentRange, rangeHeader, type Span } from "./byte_range.ts";
import { spanAfter, spanSizeBytes } from "./byte_range.ts";
import { openResumably } from "./resume.ts";
import type { ByteStream, ReadOptions, StorageSettings, StoredContent } from "./storage.ts";
import { type Act, cannot, StorageError } from "./storage_error.ts";

/** Sends one GET with these headers; throws for every status but 200, 206 and 416. */
export type SendGet = (
  headers: Record<string, string>,
  signal: AbortSignal,
) => Promise<Response>;

/** Reads a file, or a part of it, by GET requests. */
export async function download(
  act: Act,
  get: SendGet,
  settings: StorageSettings,
  options: ReadOptions = {},
): Promise<StoredContent> {
  let version: string | undefined;
  const { range, signal } = options;
  return await openResumably(async (skipBytes, connectionSignal) => {
    const span = spanAfter(range, skipBytes);
    const response = await get(headersFor(span, version), connectionSignal);
    if (skipBytes === 0) version = versionOf(response);
    else await checkSameVersion(response, version, act, skipBytes);
    return await contentOf(response, span);
  }, { act, retry: settings.retry, idleMs: settings.idleMs, signal });
}

/** A part of no length cannot be asked for; its first byte is, to learn whether the file exists. */
function headersFor(span: Span, version: string | undefined): Record<string, string> {
  const wanted = span.lengthBytes === 0 ? { ...span, lengthBytes: 1 } : span;
  const range = rangeHeader(wanted);
  return {
    // What is stored is wanted, not a compressed rendering of it whose bytes cannot be counted.
    "accept-encoding": "identity",
    ...(range === undefined ? {} : { range }),
    ...(version === undefined || range === undefined ? {} : { "if-range": version }),
  };
}

/** A strong ETag, or the date of the last change: what `If-Range` takes. */
function versionOf({ headers }: Response): string | undefined {
  const etag = headers.get("etag");
  if (etag !== null && !etag.startsWith("W/")) return etag;
  return headers.get("last-modified") ?? undefined;
}

/** Pieces of two versions of a file must not be joined. */
async function checkSameVersion(
  response: Response,
  version: string | undefined,
  act: Act,
  skipBytes: number,
): Promise<void> {
  if (version !== undefined && versionOf(response) === version) return;
  if (version === undefined && response.status === 206) return;
  await response.body?.cancel();
  const found = version === undefined
    ? "the server cannot continue a download"
    : "the file was changed in between";
  throw new StorageError(
    "unavailable",
    `${cannot(act)}: the connection was lost after ${skipBytes} bytes, and ${found}`,
    { hint: "Repeat the command to start the download anew" },
  );
}

async function contentOf(response: Response, span: Span): Promise<StoredContent> {
  const part = response.status === 206
    ? parseContentRange(response.headers.get("content-range"))
    : undefined;
  if (response.status === 416 || span.lengthBytes === 0) {
    await response.body?.cancel();
    return { body: emptyStream(), sizeBytes: 0 };
  }
  const body: ByteStream = response.body ?? emptyStream();
  if (part?.startBytes === span.startBytes) return { body, sizeBytes: part.lengthBytes };
  // The server ignored the range: what comes is the whole file.
  const length = response.headers.get("content-length");
  return {
    body: cutSpan(body, span),
    sizeBytes: length === null ? undefined : spanSizeBytes(span, Number(length)),
  };
}
