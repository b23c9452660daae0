/** What every storage scheme gives: files by location, read and written as streams. @module */

import type { RetryPolicy } from "./retry.ts";

/** Bytes on their way, in chunks of any size. */
export type ByteStream = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Options of every call that can wait. */
export interface CallOptions {
  /** Ends the call; its reason is what the call then throws. */
  signal?: AbortSignal | undefined;
}

/** A part of a file. */
export interface ByteRange {
  /** Bytes before the part. */
  offsetBytes: number;
  /** Length of the part; up to the file's end when left out. */
  lengthBytes?: number | undefined;
}

/** How a file is read. */
export interface ReadOptions extends CallOptions {
  /** The part wanted; a part that reaches past the file's end gives fewer bytes, or none. */
  range?: ByteRange | undefined;
}

/** How a file is written. */
export interface WriteOptions extends CallOptions {
  /** Bytes that will come, where known: lets S3 choose its parts and HTTP announce a length. */
  sizeBytes?: number | undefined;
}

/** How files are listed. */
export interface ListOptions extends CallOptions {
  /** Levels of folders to look into: 1 lists only the files of the folder itself; no limit when left out. */
  maxDepth?: number | undefined;
}

/** A file that is being read. */
export interface StoredContent {
  /** The bytes; a lost connection is resumed behind it, or the stream fails. Cancel it to stop early. */
  readonly body: ByteStream;
  /** Bytes that `body` will give; unknown for servers that do not say. */
  readonly sizeBytes: number | undefined;
}

/** What is known of a file without reading it. */
export interface FileFacts {
  /** Its size; unknown for servers that do not say. */
  readonly sizeBytes: number | undefined;
}

/** A file found by listing. */
export interface ListedFile extends FileFacts {
  /**
   * Relative to the listed folder, with `/` between folders and nothing escaped. It comes from
   * outside: check it with `localNameOf` before it becomes a path.
   */
  readonly name: string;
}

/**
 * Files of one scheme. A location is text in the scheme's own grammar (see `mod.ts`).
 *
 * All methods fail with a `StorageError`: `not_found`, `denied`, `bad_input` for a location or act that the
 * scheme cannot do, `unavailable` when the service cannot be reached or the connection stays lost,
 * `failed` when the service refuses. Dispose it to close idle connections.
 */
export interface Storage extends AsyncDisposable {
  /** How many files are transferred at once when there are many. */
  readonly parallelTransfers: number;
  /** Opens a file. */
  read(location: string, options?: ReadOptions): Promise<StoredContent>;
  /**
   * Writes a file in one piece or not at all, over one that is there; folders above it are made. The stream
   * is read once and cancelled when the write fails.
   */
  write(location: string, body: ByteStream, options?: WriteOptions): Promise<void>;
  /** All files below a folder, in no particular order; `not_found` when there is no such folder. */
  list(location: string, options?: ListOptions): AsyncIterable<ListedFile>;
  /** Facts of one file. */
  stat(location: string, options?: CallOptions): Promise<FileFacts>;
  /** Removes one file. */
  remove(location: string, options?: CallOptions): Promise<void>;
  /** The location of a file below a folder, from an unescaped relative name as `list` gives it. */
  join(folder: string, name: string): string;
}

/** What a scheme may use of the world around it. */
export interface StorageSettings {
  /** Reads an environment variable; an empty one counts as unset. */
  readonly env: (name: string) => string | undefined;
  /** How often lost connections and busy services are tried again. */
  readonly retry: RetryPolicy;
  /** A connection that moves nothing for so long is taken as lost. */
  readonly idleMs: number;
}
