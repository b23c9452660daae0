/** `ftp://USER:PASSWORD@HOST:PORT/folder/file`. @module */

import { type Act, badLocation } from "../storage_error.ts";

/** A file or folder on an FTP server. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** From the server's root, decoded; without a slash at its end unless it is the root itself. */
  readonly path: string;
}

const FORM_HINT =
  "Write it like ftp://USER:PASSWORD@host/folder/file, with special characters percent-encoded";

/**
 * Takes a location apart. The path is absolute on the server. A `?` or `#` is part of the name: FTP knows no
 * queries.
 *
 * @throws {StorageError} `bad_input` for text that is no such URL, and for names that no command can carry.
 */
export function addressOf(act: Act): Address {
  const url = URL.parse(act.location);
  if (url === null || url.hostname === "") throw badLocation(act, "it is not a URL", FORM_HINT);
  const path = decode(act, url.pathname + url.search + url.hash);
  // A line end would begin another command.
  if (/[\r\n\0]/.test(path)) {
    throw badLocation(act, "FTP has no names with line ends", "Choose another name");
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 21 : Number(url.port),
    user: decode(act, url.username) || "anonymous",
    password: decode(act, url.password) || (url.username === "" ? "anonymous@" : ""),
    path: path.replace(/(?<=.)\/+$/, "") || "/",
  };
}

/** The folder that holds a file. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** A path below a folder. */
export function joinPath(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

function decode(act: Act, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badLocation(act, "a % in it is not followed by two hexadecimal digits", FORM_HINT);
  }
}
