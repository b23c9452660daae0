/** `http://` and `https://`: GET, PUT, HEAD and DELETE; there is no listing. @module */

import { download } from "./http_download.ts";
import { upload } from "./http_upload.ts";
import type {
  ByteStream,
  CallOptions,
  FileFacts,
  ListedFile,
  ReadOptions,
  Storage,
  StorageSettings,
  StoredContent,
  WriteOptions,
} from "./storage.ts";
import { retry } from "./retry.ts";
import { type Act, badLocation } from "./storage_error.ts";
import { readExcerpt, send, statusError } from "./transport.ts";
import { withLimit } from "./time_limit.ts";

const DENIED_HINT =
  "Put credentials into the URL (https://USER:PASSWORD@HOST/…) or pass a presigned URL that is still valid";

/** Opens files of web servers. */
export function openStorage(settings: StorageSettings): Storage {
  return new HttpStorage(settings);
}

class HttpStorage implements Storage {
  readonly parallelTransfers = 4;

  constructor(private readonly settings: StorageSettings) {}

  async read(location: string, options: ReadOptions = {}): Promise<StoredContent> {
    const act = { verb: "read", location };
    const target = targetOf(act);
    return await download(
      act,
      (headers, signal) => ask(act, target, { headers, signal }, [200, 206, 416]),
      this.settings,
      options,
    );
  }

  async write(location: string, body: ByteStream, options: WriteOptions = {}): Promise<void> {
    const act = { verb: "write", location };
    const target = targetOf(act);
    await upload(act, body, {
      ...options,
      settings: this.settings,
      url: target.url,
      headers: target.headers,
      put: (init) => ask(act, target, { ...init, method: "PUT", redirect: "manual" }, ANY_2XX),
      judge: (response) => judge(act, response, ANY_2XX),
    });
  }

  // deno-lint-ignore require-yield -- it fails when it is iterated, as every other listing does
  async *list(location: string): AsyncIterable<ListedFile> {
    throw badLocation(
      { verb: "list", location },
      "web servers have no listing of a folder",
      "Name a single file, or use s3://, ftp:// or a local folder",
    );
  }

  async stat(location: string, options: CallOptions = {}): Promise<FileFacts> {
    const act = { verb: "look up", location };
    const response = await this.#repeat(act, "HEAD", options);
    const length = response.headers.get("content-length");
    return { sizeBytes: length === null ? undefined : Number(length) };
  }

  async remove(location: string, options: CallOptions = {}): Promise<void> {
    const response = await this.#repeat({ verb: "remove", location }, "DELETE", options);
    await response.body?.cancel();
  }

  join(folder: string, name: string): string {
    const url = new URL(folder);
    const path = name.split("/").map(encodeURIComponent).join("/");
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #repeat(act: Act, method: string, { signal }: CallOptions): Promise<Response> {
    const target = targetOf(act);
    const once = () =>
      withLimit(
        { act, limitMs: this.settings.idleMs, signal },
        (signal) =>
          ask(act, target, { method, signal, headers: { "accept-encoding": "identity" } }, ANY_2XX),
      );
    return await retry(once, this.settings.retry, signal);
  }
}

const ANY_2XX = [200, 201, 202, 204];

/** A URL without credentials, and the header that carries them: `fetch` takes them only there. */
interface Target {
  readonly url: URL;
  readonly headers: Record<string, string>;
}

function targetOf(act: Act): Target {
  if (!URL.canParse(act.location)) {
    throw badLocation(
      act,
      "it is not a URL",
      "Write it like https://host/folder/file, with special characters percent-encoded",
    );
  }
  const url = new URL(act.location);
  if (url.username === "" && url.password === "") return { url, headers: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  const authorization = `Basic ${new TextEncoder().encode(pair).toBase64()}`;
  return { url, headers: { authorization } };
}

async function ask(
  act: Act,
  { url, headers }: Target,
  init: RequestInit,
  expected: readonly number[],
): Promise<Response> {
  const all = new Headers([...new Headers(init.headers), ...Object.entries(headers)]);
  const response = await send(url, { ...init, headers: all }, act);
  await judge(act, response, expected);
  return response;
}

async function judge(act: Act, response: Response, expected: readonly number[]): Promise<void> {
  if (expected.includes(response.status)) return;
  const detail = firstLine(await readExcerpt(response));
  throw statusError(act, { response, detail, deniedHint: DENIED_HINT });
}

/** The first line of a plain-text answer; pages of HTML say nothing more than the status. */
function firstLine(text: string): string | undefined {
  const line = text.trim().split("\n", 1)[0]?.trim() ?? "";
  return line === "" || line.startsWith("<") ? undefined : line.slice(0, 200);
}
