/**
 * RETR with a data connection of our own.
 *
 * The client's own downloads pipe a socket of `node:net`. In Deno 2.7.11 such a pipe corrupts data when its reader
 * is slower than the network: a read that is stopped and started again overwrites bytes that are not delivered
 * yet. Uploads, replies and listings are not affected: nothing in them makes a socket wait.
 *
 * @module
 */

import { type Client, FTPError } from "basic-ftp";
import type { ByteStream } from "../storage.ts";

/** A download that has begun. */
export interface Retrieval {
  /** The file's bytes; it ends when the server has confirmed the end, not when the data stop. */
  readonly body: ByteStream;
  /** Settled with the server's confirmation. */
  readonly finished: Promise<unknown>;
}

/** Begins to download a file from a position. */
export async function retrieve(
  client: Client,
  path: string,
  startBytes: number,
): Promise<Retrieval> {
  const data = await openPassive(client);
  try {
    if (startBytes > 0) await client.send(`REST ${startBytes}`);
  } catch (error) {
    data.close();
    throw error;
  }
  const finished = transfer(client, `RETR ${path}`);
  finished.catch(() => closeQuietly(data));
  const reader = data.readable.getReader();
  const body: ByteStream = new ReadableStream({
    async pull(controller) {
      const { value } = await reader.read();
      if (value !== undefined) return controller.enqueue(value);
      await finished;
      controller.close();
    },
    cancel() {
      client.close(); // the only way to end a download early that every server understands
      closeQuietly(data);
    },
  }, { highWaterMark: 0 });
  return { body, finished };
}

/** The data connection goes to the host of the control connection, whatever host the server names. */
async function openPassive(client: Client): Promise<Deno.Conn> {
  const port = await askPassivePort(client);
  return await Deno.connect({ hostname: client.ftp.socket.remoteAddress ?? "", port });
}

async function askPassivePort(client: Client): Promise<number> {
  try {
    const { message } = await client.send("EPSV");
    const [, port] = /\(\|\|\|(\d+)\|\)/.exec(message) ?? [];
    if (port !== undefined) return Number(port);
  } catch (error) {
    if (!(error instanceof FTPError) || error.code < 500) throw error;
  }
  const { message } = await client.send("PASV");
  const [, high, low] = /(?:\d+,){4}(\d+),(\d+)/.exec(message) ?? [];
  if (high !== undefined && low !== undefined) return Number(high) * 256 + Number(low);
  throw new Error(`The server names no port for the data: ${message}`);
}

/** Sends a command that has two replies: one when the data begin, one when they have ended. */
function transfer(client: Client, command: string): Promise<unknown> {
  return client.ftp.handle(command, (reply, task) => {
    if (reply instanceof Error) task.reject(reply);
    else if (reply.code >= 200) task.resolve(reply);
  });
}

function closeQuietly(data: Deno.Conn): void {
  try {
    data.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
