/** Reading from FTP servers, from any position, and going on after a lost connection. @module */

import { cutSpan, emptyStream, spanAfter, spanSizeBytes } from "../byte_range.ts";
import { openResumably } from "../resume.ts";
import type { ReadOptions, StorageSettings, StoredContent } from "../storage.ts";
import { type Act, cannot, StorageError } from "../storage_error.ts";
import { addressOf } from "./address.ts";
import { sizeOf, versionOf } from "./facts.ts";
import { retrieve } from "./retrieve.ts";
import type { Sessions } from "./sessions.ts";

/** Reads a file, or a part of it. */
export async function download(
  act: Act,
  sessions: Sessions,
  settings: StorageSettings,
  options: ReadOptions,
): Promise<StoredContent> {
  const { path } = addressOf(act);
  let version: string | undefined;
  return await openResumably(async (skipBytes, signal) => {
    const opened = Promise.withResolvers<StoredContent>();
    const using = sessions.use(act, addressOf(act), async (client, timer) => {
      timer.stop(); // the download is watched as a whole
      const found = await versionOf(client, path);
      if (skipBytes > 0 && found !== version) throw changed(act, skipBytes);
      version = found;
      const fileBytes = await sizeOf(client, path);
      const span = spanAfter(options.range, skipBytes);
      const sizeBytes = fileBytes === undefined ? undefined : spanSizeBytes(span, fileBytes);
      if (sizeBytes === 0) return opened.resolve({ body: emptyStream(), sizeBytes });
      const { body, finished } = await retrieve(client, path, span.startBytes);
      const part = cutSpan(body, { startBytes: 0, lengthBytes: span.lengthBytes });
      opened.resolve({ body: part, sizeBytes });
      await finished;
    }, signal);
    using.catch(opened.reject);
    return await opened.promise;
  }, { act, retry: settings.retry, idleMs: settings.idleMs, signal: options.signal });
}

function changed(act: Act, skipBytes: number): StorageError {
  return new StorageError(
    "unavailable",
    `${
      cannot(act)
    }: the connection was lost after ${skipBytes} bytes, and the file was changed in between`,
    { hint: "Repeat the command to start the download anew" },
  );
}
