/** Where the bytes of a binref come from: files of this machine, or URLs, as policy allows. @module */

import { isAbsolute, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { blockingReader } from "../../lib/storage/blocking/blocking_reader.ts";
import { findScheme, isRemote, joinLocation, redactLocation } from "../../lib/storage/location.ts";
import { StorageError } from "../../lib/storage/storage_error.ts";
import { ArrayFaultError, undecodable } from "./array_fault.ts";
import type { DecodeContext } from "./decode.ts";

/** A file that a reference names and that may be read. */
export interface BinrefSource {
  /**
   * Reads a part of it.
   *
   * @throws {ArrayFaultError} When it is not there, cannot be read, or ends before.
   */
  read(offset: number, byteLength: number): Uint8Array<ArrayBuffer>;
}

/**
 * The file that the path of a reference means: an absolute path, a URL, or relative to the context's folder.
 *
 * @throws {ArrayFaultError} When policy forbids to read it.
 */
export function binrefSource(reference: string, ctx: DecodeContext): BinrefSource {
  const url = remoteLocation(reference, ctx);
  if (url !== undefined) {
    if (!ctx.allowUrls) throw binrefFault(urlRefusal(url));
    return { read: (offset, byteLength) => readRemote(url, offset, byteLength) };
  }
  const path = allowedPath(reference, ctx);
  return { read: (offset, byteLength) => readLocal(path, offset, byteLength) };
}

/** The fault of an array whose binref cannot be read. */
export function binrefFault(text: string): ArrayFaultError {
  return new ArrayFaultError(undecodable("binref", text));
}

/** The URL that a reference means; undefined where it is a file of this machine. */
function remoteLocation(reference: string, { baseDir }: DecodeContext): string | undefined {
  if (isRemote(reference)) return reference;
  if (findScheme(reference) !== undefined || isAbsolute(reference)) return undefined;
  return isRemote(baseDir) ? joinLocation(baseDir, reference) : undefined;
}

function urlRefusal(url: string): string {
  return `"${
    redactLocation(url)
  }" is a URL, and this runtime reads binrefs from local files only ` +
    "(a server that is started with --allow-urls reads URLs, too)";
}

function readRemote(url: string, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  // no file is so long; a header may say so
  const lengthBytes = Math.min(byteLength, Number.MAX_SAFE_INTEGER - offset);
  try {
    return blockingReader.read(url, {
      range: { offsetBytes: offset, lengthBytes },
      leastBytes: byteLength,
      limitBytes: lengthBytes,
    });
  } catch (error) {
    if (error instanceof StorageError) throw binrefFault(error.message);
    throw error;
  }
}

/** The file of a reference, if policy allows to read it. */
function allowedPath(reference: string, ctx: DecodeContext): string {
  const path = localPath(reference, ctx);
  if (ctx.roots === null) return path;
  const roots = ctx.roots.flatMap((root) => [resolve(root), realRoot(root)]);
  const outside = () => binrefFault(`"${reference}" is outside the folders that requests may read`);
  // before the file is looked for: nobody is to learn which files exist elsewhere
  if (!roots.some((root) => isWithin(resolve(path), root))) throw outside();
  const real = realPath(path, reference);
  if (!roots.some((root) => isWithin(real, root))) throw outside();
  return real;
}

function localPath(reference: string, ctx: DecodeContext): string {
  if (!reference.startsWith("file://")) {
    return isAbsolute(reference) ? reference : resolve(ctx.baseDir, reference);
  }
  try {
    return fileURLToPath(reference);
  } catch (error) {
    throw binrefFault(error instanceof Error ? error.message : String(error));
  }
}

function realPath(path: string, reference: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    throw binrefFault(`No such file: "${reference}"`);
  }
}

function realRoot(root: string): string {
  try {
    return Deno.realPathSync(root);
  } catch {
    return resolve(root);
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function readLocal(path: string, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  try {
    using file = Deno.openSync(path, { read: true });
    const { size, isFile } = file.statSync();
    if (!isFile) throw binrefFault(`"${path}" is not a file`);
    const part = { offset, byteLength };
    if (size - offset < byteLength) throw tooSmall(path, part, size - offset);
    const bytes = new Uint8Array(byteLength);
    file.seekSync(offset, Deno.SeekMode.Start);
    for (let at = 0; at < byteLength;) {
      const read = file.readSync(bytes.subarray(at));
      if (read === null) throw tooSmall(path, part, at);
      at += read;
    }
    return bytes;
  } catch (error) {
    if (error instanceof ArrayFaultError) throw error;
    throw binrefFault(error instanceof Error ? error.message : String(error));
  }
}

function tooSmall(
  path: string,
  wanted: { readonly offset: number; readonly byteLength: number },
  readBytes: number,
): ArrayFaultError {
  return binrefFault(
    `Binref buffer ${path} is too small: expected ${wanted.byteLength} bytes at offset ` +
      `${wanted.offset}, but only ${Math.max(0, readBytes)} could be read.`,
  );
}
