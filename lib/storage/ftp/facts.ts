/** What an FTP server says of a file, where it knows the commands. @module */

import { type Client, FTPError } from "basic-ftp";

const UNKNOWN_COMMAND = new Set([500, 501, 502, 504]);

/** The size of a file; `undefined` where the server does not know the command. */
export async function sizeOf(client: Client, path: string): Promise<number | undefined> {
  return await unlessUnknown(() => client.size(path));
}

/** Text that changes when the file does, as far as the server tells: its size and time of change. */
export async function versionOf(client: Client, path: string): Promise<string> {
  const changed = await unlessUnknown(() => client.lastMod(path));
  return `${await sizeOf(client, path)} ${changed?.getTime()}`;
}

async function unlessUnknown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FTPError && UNKNOWN_COMMAND.has(error.code)) return undefined;
    throw error;
  }
}
