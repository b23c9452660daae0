/**
 * Storage behind one interface: local files, http(s), S3, FTP. Importing this loads none of the schemes.
 *
 * Locations, by scheme:
 *
 * - a path, or `file:///path`, percent-encoded;
 * - `http(s)://[USER:PASSWORD@]host/path?query`, percent-encoded: GET, PUT, HEAD, DELETE, no listing;
 * - `s3://bucket/key`: the key stands as it is, no character of it is special. Account, region and endpoint come from
 *   the usual environment variables and files of AWS (`s3/account.ts`);
 * - `ftp://[USER:PASSWORD@]host[:port]/path`, percent-encoded, from the server's root.
 *
 * A write appears whole or not at all: under a temporary name that is renamed (file, ftp), as one object or one completed
 * upload in parts (s3), as one PUT (http). Files named `.tessera-….part` are uploads whose writer died.
 *
 * @module
 */

export { readBytes, type ReadBytesOptions, writeStream } from "./contents.ts";
export { expandLocations, globLocations, isPattern } from "./glob.ts";
export { findScheme, isRemote, redactLocation, redactText } from "./location.ts";
export type { OnProgress, TransferProgress } from "./progress.ts";
export { type OpenOptions, openStorage, SCHEME_NAMES } from "./registry.ts";
export { fetchFile, stageIn, type StageOptions } from "./stage_in.ts";
export { stageOut } from "./stage_out.ts";
export type * from "./storage.ts";
export { StorageError } from "./storage_error.ts";
