/** Writing to FTP servers: under a temporary name, checked, then renamed. @module */

import { Readable } from "node:stream";
import { type Client, FTPError } from "basic-ftp";
import type { ByteStream, WriteOptions } from "../storage.ts";
import { type Act, connectionFailure } from "../storage_error.ts";
import { SourceStream } from "../source_stream.ts";
import { timedStream } from "../time_limit.ts";
import { temporaryName } from "../temporary_name.ts";
import { type Address, addressOf, folderOf, joinPath } from "./address.ts";
import { sizeOf } from "./facts.ts";
import type { Sessions } from "./sessions.ts";

/** Time for removing what a failed upload left. */
const CLEAN_UP_LIMIT_MS = 10_000;

/** Writes a file from a stream; it is there, whole, or what was there before is. */
export async function upload(
  act: Act,
  sessions: Sessions,
  body: ByteStream,
  { signal }: WriteOptions,
): Promise<void> {
  const address = addressOf(act);
  const folder = folderOf(address.path);
  const temporary = joinPath(folder, temporaryName());
  const source = new SourceStream(body);
  try {
    await sessions.use(act, address, async (client, timer) => {
      await makeFolder(client, folder);
      await client.uploadFrom(Readable.from(timedStream(source.stream, timer)), temporary);
      await checkSize(act, client, { path: temporary, sentBytes: source.passedBytes });
      await rename(client, temporary, address.path);
    }, signal);
  } catch (error) {
    await source.cancel();
    await removeQuietly(act, sessions, { ...address, path: temporary });
    throw source.failureOr(error);
  }
}

/** Makes a folder and those above it; a server refuses those that are there. */
async function makeFolder(client: Client, folder: string): Promise<void> {
  if (await isFolder(client, folder)) return;
  await makeFolder(client, folderOf(folder));
  try {
    await client.send(`MKD ${folder}`);
  } catch (error) {
    // Somebody else may have made it at the same time.
    if (!await isFolder(client, folder)) throw error;
  }
}

async function isFolder(client: Client, folder: string): Promise<boolean> {
  if (folder === "/") return true;
  try {
    await client.cd(folder);
    return true;
  } catch (error) {
    if (error instanceof FTPError) return false;
    throw error;
  }
}

/** FTP marks the end of a file by closing a connection: one that was cut looks like a whole file. */
async function checkSize(
  act: Act,
  client: Client,
  { path, sentBytes }: { path: string; sentBytes: number },
): Promise<void> {
  const sizeBytes = await sizeOf(client, path);
  if (sizeBytes === undefined || sizeBytes === sentBytes) return;
  throw connectionFailure(act, `the server has ${sizeBytes} bytes of ${sentBytes}`);
}

/** Most servers replace a file by renaming; the others want it removed first. */
async function rename(client: Client, from: string, to: string): Promise<void> {
  try {
    await client.rename(from, to);
  } catch (error) {
    if (!(error instanceof FTPError)) throw error;
    await client.remove(to).catch(() => Promise.reject(error));
    await client.rename(from, to);
  }
}

async function removeQuietly(act: Act, sessions: Sessions, address: Address): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_UP_LIMIT_MS);
  await sessions.use(act, address, (client) => client.remove(address.path), signal).catch(() => {});
}
