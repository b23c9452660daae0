/** Listing the files below a folder of an FTP server. @module */

import { type Client, type FileInfo, FTPError } from "basic-ftp";
import type { ListedFile, ListOptions } from "../storage.ts";
import { type Act, badLocation, notFound } from "../storage_error.ts";
import type { IdleTimer } from "../time_limit.ts";
import { isTemporary } from "../temporary_name.ts";
import { joinPath } from "./address.ts";

/** Deeper folders are taken for a link that leads to a folder above it. */
const MAX_DEPTH = 64;

/** Lists everything below a folder on one connection. */
export async function walk(
  act: Act,
  client: Client,
  { path, timer, maxDepth = Infinity, signal }: ListOptions & { path: string; timer: IdleTimer },
): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const open = [{ folder: path, prefix: "", depth: 1 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    signal?.throwIfAborted();
    timer.start();
    const { folder, prefix, depth } = place;
    if (depth > MAX_DEPTH) {
      throw badLocation(
        act,
        `its folders are nested more than ${MAX_DEPTH} deep`,
        "List a subfolder",
      );
    }
    for (const entry of await entriesOf(act, client, folder)) {
      const name = prefix + entry.name;
      const isFolder = entry.isDirectory ||
        (entry.isSymbolicLink && await canEnter(client, joinPath(folder, entry.name)));
      if (!isFolder) files.push({ name, sizeBytes: entry.size });
      else if (depth < maxDepth) {
        open.push({ folder: joinPath(folder, entry.name), prefix: `${name}/`, depth: depth + 1 });
      }
    }
  }
  return files;
}

/** The folder is entered first: not every server takes a path with blanks in its listing commands. */
async function entriesOf(act: Act, client: Client, folder: string): Promise<FileInfo[]> {
  if (!await canEnter(client, folder)) throw notFound(act, "there is no such folder");
  const entries = await client.list();
  return entries.filter(({ name }) => name !== "." && name !== ".." && !isTemporary(name));
}

async function canEnter(client: Client, folder: string): Promise<boolean> {
  try {
    await client.cd(folder);
    return true;
  } catch (error) {
    if (error instanceof FTPError && error.code === 550) return false;
    throw error;
  }
}
