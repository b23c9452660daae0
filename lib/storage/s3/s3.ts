/** `s3://bucket/key`: Amazon S3 and the many services that speak its protocol. @module */

import { download } from "../http_download.ts";
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
import { objectAddressOf } from "./address.ts";
import { listObjects } from "./listing.ts";
import { putObject } from "./multipart.ts";
import { S3Service } from "./service.ts";

/** Opens objects of the S3 service that the environment and the AWS profile name. */
export function openStorage(settings: StorageSettings): Storage {
  return new S3Storage(settings);
}

class S3Storage implements Storage {
  readonly parallelTransfers = 4;
  readonly #settings: StorageSettings;
  readonly #service: S3Service;

  constructor(settings: StorageSettings) {
    this.#settings = settings;
    this.#service = new S3Service(settings);
  }

  async read(location: string, options: ReadOptions = {}): Promise<StoredContent> {
    const act = { verb: "read", location };
    const address = objectAddressOf(act);
    return await download(
      act,
      (headers, signal) => this.#service.sendOnce(act, { method: "GET", address, headers }, signal),
      this.#settings,
      options,
    );
  }

  async write(location: string, body: ByteStream, options: WriteOptions = {}): Promise<void> {
    const act = { verb: "write", location };
    const address = objectAddressOf(act);
    await putObject(this.#service, act, { address, body, options });
  }

  list(location: string, options: ListOptions = {}): AsyncIterable<ListedFile> {
    return listObjects(this.#service, { verb: "list", location }, options);
  }

  async stat(location: string, options: CallOptions = {}): Promise<FileFacts> {
    const act = { verb: "look up", location };
    const request = { method: "HEAD", address: objectAddressOf(act) };
    const { headers } = await this.#service.ask(act, request, options.signal);
    const length = headers.get("content-length");
    return { sizeBytes: length === null ? undefined : Number(length) };
  }

  /** Removing an object that is not there is a success for S3; here it is looked up first. */
  async remove(location: string, options: CallOptions = {}): Promise<void> {
    const act = { verb: "remove", location };
    const address = objectAddressOf(act);
    await this.#service.ask(act, { method: "HEAD", address }, options.signal);
    await this.#service.ask(act, { method: "DELETE", address }, options.signal);
  }

  join(folder: string, name: string): string {
    return `${folder.replace(/\/$/, "")}/${name}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#service[Symbol.dispose]();
    return Promise.resolve();
  }
}
