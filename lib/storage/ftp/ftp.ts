/** `ftp://host/path`: files of FTP servers, in passive mode. @module */

import type { Client } from "basic-ftp";
import { retry } from "../retry.ts";
import type {
  ByteStream,
  CallOptions,
  FileFacts,
  ListedFile,
  ListOptions,
  ReadOptions,
  Storage,
  StorageSettings,
  StoredContent,
  WriteOptions,
} from "../storage.ts";
import type { Act } from "../storage_error.ts";
import type { IdleTimer } from "../time_limit.ts";
import { addressOf } from "./address.ts";
import { download } from "./download.ts";
import { sizeOf } from "./facts.ts";
import { walk } from "./listing.ts";
import { Sessions } from "./sessions.ts";
import { upload } from "./upload.ts";

/** Opens files of FTP servers; dispose it, or its connections keep the process alive. */
export function openStorage(settings: StorageSettings): Storage {
  return new FtpStorage(settings);
}

class FtpStorage implements Storage {
  /** Many servers allow a user only a few connections. */
  readonly parallelTransfers = 2;
  readonly #settings: StorageSettings;
  readonly #sessions: Sessions;

  constructor(settings: StorageSettings) {
    this.#settings = settings;
    this.#sessions = new Sessions(settings);
  }

  async read(location: string, options: ReadOptions = {}): Promise<StoredContent> {
    return await download({ verb: "read", location }, this.#sessions, this.#settings, options);
  }

  async write(location: string, body: ByteStream, options: WriteOptions = {}): Promise<void> {
    await upload({ verb: "write", location }, this.#sessions, body, options);
  }

  async *list(location: string, options: ListOptions = {}): AsyncIterable<ListedFile> {
    const act = { verb: "list", location };
    const { path } = addressOf(act);
    const files = await this.#repeat(
      act,
      (client, timer) => walk(act, client, { path, timer, ...options }),
      options,
    );
    yield* files;
  }

  async stat(location: string, options: CallOptions = {}): Promise<FileFacts> {
    const act = { verb: "look up", location };
    const { path } = addressOf(act);
    return { sizeBytes: await this.#repeat(act, (client) => sizeOf(client, path), options) };
  }

  async remove(location: string, options: CallOptions = {}): Promise<void> {
    const act = { verb: "remove", location };
    const address = addressOf(act);
    const remove = (client: Client) => client.remove(address.path);
    await this.#sessions.use(act, address, remove, options.signal);
  }

  join(folder: string, name: string): string {
    return `${folder.replace(/\/$/, "")}/${name.split("/").map(encodeURIComponent).join("/")}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#sessions.close();
    return Promise.resolve();
  }

  async #repeat<T>(
    act: Act,
    run: (client: Client, timer: IdleTimer) => Promise<T>,
    { signal }: CallOptions,
  ): Promise<T> {
    const address = addressOf(act);
    const once = () => this.#sessions.use(act, address, run, signal);
    return await retry(once, this.#settings.retry, signal);
  }
}
