/**
 * PUT of a stream whose length is known, over a connection of its own: `fetch` sends a stream in chunks and
 * without its length, which some servers refuse, and Deno's `node:http` does not notice a connection that is
 * cut while it sends.
 *
 * @module
 */

import { readHead } from "./http_head.ts";
import type { ByteStream } from "./storage.ts";
import { type Act, cannot, connectionFailure, StorageError } from "./storage_error.ts";

/** A PUT request. */
export interface PutOptions {
  /** Without credentials. */
  readonly url: URL;
  /** Headers besides those that frame the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Length of the stream. */
  readonly sizeBytes: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Sends exactly `sizeBytes` bytes and gives the answer.
 *
 * @throws {StorageError} `unavailable` when the connection is lost; `failed` when the stream has another length.
 */
export async function putWithLength(
  act: Act,
  body: ByteStream,
  options: PutOptions,
): Promise<Response> {
  const { signal } = options;
  const counter = { sentBytes: 0 };
  let connection: Deno.Conn | undefined;
  const onAbort = () => closeQuietly(connection);
  try {
    connection = await connect(options.url, signal);
    signal.addEventListener("abort", onAbort, { once: true });
    signal.throwIfAborted();
    const answer = readHead(connection);
    const sending = send(connection, act, { body, counter, ...options }).then(
      () => answer,
      // A server may answer, and hang up, before it has taken everything: its answer says more.
      (error) => {
        if (error instanceof LostConnection) return answer;
        throw error;
      },
    );
    return await Promise.race([answer, sending]);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof StorageError) throw cause;
    throw connectionFailure(act, `the connection was lost after ${counter.sentBytes} bytes`, cause);
  } finally {
    signal.removeEventListener("abort", onAbort);
    closeQuietly(connection);
  }
}

async function connect(
  { protocol, hostname, port }: URL,
  signal: AbortSignal,
): Promise<Deno.Conn> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const isTls = protocol === "https:";
  const to = { hostname: host, port: Number(port || (isTls ? 443 : 80)), signal };
  const connection = await Deno.connect(to);
  return isTls ? await Deno.startTls(connection, { hostname: host }) : connection;
}

async function send(
  connection: Deno.Conn,
  act: Act,
  { body, counter, url, headers, sizeBytes }: PutOptions & {
    readonly body: ByteStream;
    readonly counter: { sentBytes: number };
  },
): Promise<void> {
  const lines = Object.entries({
    ...headers,
    host: url.host,
    "content-length": String(sizeBytes),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}\r\n`;
  await writeAll(connection, new TextEncoder().encode(head));
  for await (const chunk of body) {
    if (counter.sentBytes + chunk.length > sizeBytes) {
      throw wrongLength(act, "more than", sizeBytes);
    }
    await writeAll(connection, chunk);
    counter.sentBytes += chunk.length;
  }
  if (counter.sentBytes < sizeBytes) throw wrongLength(act, `${counter.sentBytes} of`, sizeBytes);
}

/** The other side takes no more. */
class LostConnection extends Error {}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
  } catch (cause) {
    throw new LostConnection("The connection was lost", { cause });
  }
}

function wrongLength(act: Act, found: string, sizeBytes: number): StorageError {
  return new StorageError(
    "failed",
    `${cannot(act)}: found ${found} ${sizeBytes} bytes, expected exactly that many`,
    { hint: "The source changed while it was read; repeat the command when nothing writes to it" },
  );
}

function closeQuietly(connection: Deno.Conn | undefined): void {
  try {
    connection?.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
