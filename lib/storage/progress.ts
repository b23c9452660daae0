/** How far the transfer of a folder is. @module */

import type { ByteStream } from "./storage.ts";

/** How far a transfer is. A total is unknown where a server does not tell sizes. */
export interface TransferProgress {
  /** Files that are there, whole. */
  readonly doneFiles: number;
  /** Files in all. */
  readonly totalFiles: number;
  /** Bytes moved so far; bytes moved twice, after a failure, count once. */
  readonly doneBytes: number;
  /** Bytes in all. */
  readonly totalBytes: number | undefined;
}

/** Told of every change; calls come often, so a display draws only some. */
export type OnProgress = (progress: TransferProgress) => void;

/** Adds up the progress of many files. */
export class ProgressMeter {
  #doneFiles = 0;
  #doneBytes = 0;
  readonly #totals: Pick<TransferProgress, "totalFiles" | "totalBytes">;
  readonly #onProgress: OnProgress;

  /** Reports zero at once. */
  constructor(
    files: readonly { readonly sizeBytes: number | undefined }[],
    onProgress: OnProgress = () => {},
  ) {
    let totalBytes: number | undefined = 0;
    for (const { sizeBytes } of files) {
      totalBytes = totalBytes === undefined || sizeBytes === undefined
        ? undefined
        : totalBytes + sizeBytes;
    }
    this.#totals = { totalFiles: files.length, totalBytes };
    this.#onProgress = onProgress;
    this.#report();
  }

  /** Counts the bytes of a stream as they pass; `takeBack` forgets them when the file must be sent anew. */
  count(body: ByteStream): { body: ByteStream; takeBack: () => void } {
    const reader = body.getReader();
    let passedBytes = 0;
    const counted: ByteStream = new ReadableStream({
      pull: async (controller) => {
        const { value } = await reader.read();
        if (value === undefined) return controller.close();
        passedBytes += value.length;
        this.#add(value.length);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 });
    const takeBack = () => {
      this.#add(-passedBytes);
      passedBytes = 0;
    };
    return { body: counted, takeBack };
  }

  /** One file is done. */
  endFile(): void {
    this.#doneFiles++;
    this.#report();
  }

  #add(bytes: number): void {
    this.#doneBytes += bytes;
    this.#report();
  }

  #report(): void {
    const done = { doneFiles: this.#doneFiles, doneBytes: this.#doneBytes };
    this.#onProgress({ ...done, ...this.#totals });
  }
}
