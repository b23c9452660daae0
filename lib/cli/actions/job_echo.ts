/** Repeats what a job writes to stderr while it is written. @module */

import { join } from "node:path";
import { LogTail } from "../../jobs/log_tail.ts";
import { pause } from "../../storage/retry.ts";
import type { CliIo } from "../io.ts";

const PERIOD_MS = 1_000;
const CLEAR_LINE = "\r\x1b[K";

/** Begins to repeat; when it is disposed, the rest is repeated first. */
export function echoStderr(folder: string, io: CliIo): AsyncDisposable {
  const tail = new LogTail(join(folder, "stderr"));
  const end = new AbortController();
  const flush = async () => {
    for await (const lines of tail.newLines()) for (const line of lines) write(line, io);
  };
  const echoing = (async () => {
    while (!end.signal.aborted) {
      await flush();
      await pause(PERIOD_MS, end.signal).catch(() => {}); // aborted: the loop sees it
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await echoing;
      await flush();
      const rest = tail.lastPiece();
      if (rest !== undefined) write(rest, io);
    },
  };
}

function write(line: string, io: CliIo): void {
  // the line that says where the job stands is drawn again after it
  io.writeErr(`${io.isErrTerminal ? CLEAR_LINE : ""}${line}\n`);
}
