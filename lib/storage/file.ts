/** Local files: plain paths and `file://` URLs. @module */

import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cutSpan, spanAfter, spanSizeBytes } from "./byte_range.ts";
import { TesseraError } from "../core/errors.ts";
import type {
  ByteStream,
  CallOptions,
  FileFacts,
  ListedFile,
  ListOptions,
  ReadOptions,
  Storage,
  StoredContent,
  WriteOptions,
} from "./storage.ts";
import { type Act, badLocation, cannot, notFound, StorageError } from "./storage_error.ts";
import { isTemporary, temporaryName } from "./temporary_name.ts";

/** Opens files of this machine. */
export function openStorage(): Storage {
  return new FileStorage();
}

class FileStorage implements Storage {
  readonly parallelTransfers = 2;

  async read(location: string, options: ReadOptions = {}): Promise<StoredContent> {
    const act = { verb: "read", location };
    const file = await explained(act, () => Deno.open(pathOf(act)));
    try {
      const { size, isDirectory } = await file.stat();
      if (isDirectory) throw isFolder(act);
      const span = spanAfter(options.range, 0);
      if (span.startBytes > 0) await file.seek(span.startBytes, Deno.SeekMode.Start);
      const body = untilAborted(file.readable, options.signal);
      return {
        body: cutSpan(body, { startBytes: 0, lengthBytes: span.lengthBytes }),
        sizeBytes: spanSizeBytes(span, size),
      };
    } catch (error) {
      closeQuietly(file);
      throw error;
    }
  }

  async write(location: string, body: ByteStream, options: WriteOptions = {}): Promise<void> {
    const act = { verb: "write", location };
    const target = pathOf(act);
    const temporary = path.join(path.dirname(target), temporaryName());
    await explained(act, async () => {
      try {
        await Deno.mkdir(path.dirname(target), { recursive: true });
        const file = await Deno.open(temporary, { write: true, createNew: true });
        await body.pipeTo(file.writable, { signal: options.signal as AbortSignal });
        await Deno.rename(temporary, target);
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        if (!body.locked) await body.cancel().catch(() => {});
        options.signal?.throwIfAborted();
        throw error;
      }
    });
  }

  async *list(location: string, options: ListOptions = {}): AsyncIterable<ListedFile> {
    const act = { verb: "list", location };
    yield* walk(act, { folder: pathOf(act), prefix: "", above: [], depth: 1 }, options);
  }

  async stat(location: string, _options?: CallOptions): Promise<FileFacts> {
    const act = { verb: "look up", location };
    const { size, isDirectory } = await explained(act, () => Deno.stat(pathOf(act)));
    if (isDirectory) throw isFolder(act);
    return { sizeBytes: size };
  }

  async remove(location: string, _options?: CallOptions): Promise<void> {
    const act = { verb: "remove", location };
    await explained(act, async () => {
      const name = pathOf(act);
      if ((await Deno.lstat(name)).isDirectory) throw isFolder(act);
      await Deno.remove(name);
    });
  }

  join(folder: string, name: string): string {
    const isUrl = folder.startsWith("file:");
    const joined = path.join(isUrl ? fileURLToPath(folder) : folder, name);
    return isUrl ? pathToFileURL(joined).href : joined;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A folder on the way down. */
interface Place {
  readonly folder: string;
  /** Its name relative to the listed folder, with a slash at its end unless empty. */
  readonly prefix: string;
  /** Real paths of the folders above it: a link to one of them would be followed for ever. */
  readonly above: readonly string[];
  readonly depth: number;
}

async function* walk(act: Act, place: Place, options: ListOptions): AsyncGenerator<ListedFile> {
  const { folder, prefix, depth } = place;
  const real = await explained(act, () => Deno.realPath(folder));
  if (place.above.includes(real)) {
    throw badLocation(act, `the link "${folder}" leads to a folder above it`, "Remove the link");
  }
  const entries = await explained(act, () => Array.fromAsync(Deno.readDir(folder)));
  for (const { name } of entries) {
    options.signal?.throwIfAborted();
    if (isTemporary(name)) continue;
    const full = path.join(folder, name);
    const { isDirectory, isFile, size } = await explained(
      { ...act, location: full },
      () => Deno.stat(full),
    );
    if (isFile) yield { name: prefix + name, sizeBytes: size };
    else if (!isDirectory) throw badLocation(act, `"${full}" is no file`, "Remove it");
    else if (depth < (options.maxDepth ?? Infinity)) {
      const above = [...place.above, real];
      yield* walk(
        act,
        { folder: full, prefix: `${prefix}${name}/`, above, depth: depth + 1 },
        options,
      );
    }
  }
}

function pathOf(act: Act): string {
  if (!act.location.startsWith("file:")) return act.location;
  try {
    return fileURLToPath(act.location);
  } catch (cause) {
    throw new StorageError("bad_input", `${cannot(act)}: it is not a file URL of this machine`, {
      hint: "Write it like file:///folder/file, with special characters percent-encoded",
      cause,
    });
  }
}

async function explained<T>(act: Act, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw notFound(act);
    if (cause instanceof Deno.errors.NotADirectory) {
      if (act.verb !== "write") throw notFound(act);
      const found = "a file stands where a folder is needed";
      throw badLocation(act, found, "Choose another folder, or remove that file");
    }
    if (cause instanceof Deno.errors.IsADirectory) throw isFolder(act);
    if (cause instanceof Deno.errors.PermissionDenied) {
      throw new StorageError("denied", `${cannot(act)}: you may not`, {
        hint: "Check the owner and mode of the file and of the folders above it",
        cause,
      });
    }
    // Errors of the system have a code (ENOSPC, ENAMETOOLONG); those of a stream's other end do not.
    if (cause instanceof Error && "code" in cause && !(cause instanceof TesseraError)) {
      throw new StorageError("failed", `${cannot(act)}: the system refused (${cause.code})`, {
        cause,
      });
    }
    throw cause;
  }
}

function isFolder(act: Act): StorageError {
  return badLocation(act, "it is a folder", "Name a file in it");
}

function untilAborted(body: ByteStream, signal: AbortSignal | undefined): ByteStream {
  if (signal === undefined) return body;
  return body.pipeThrough(new TransformStream(), { signal });
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
