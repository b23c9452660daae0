/** Uploading objects: small ones at once, large ones in parts that appear only when all are there. @module */

import { PartReader } from "../part_reader.ts";
import type { ByteStream, WriteOptions } from "../storage.ts";
import { type Act, cannot, StorageError } from "../storage_error.ts";
import type { Address } from "./address.ts";
import type { S3Service } from "./service.ts";
import { escapeXml, parseXml, textOf } from "./xml.ts";

const MIB = 1024 * 1024;
/** Part size while the whole size does not ask for more; some services want all parts to be equal. */
const PART_BYTES = 8 * MIB;
/** Part size when the whole size is unknown: enough for 156 GiB. */
const BLIND_PART_BYTES = 16 * MIB;
const MAX_PARTS = 10_000;
/** Parts on their way at once; with the one being read, that many times the part size is the memory used. */
const CONCURRENT_PARTS = 3;
/** Time for taking an upload back after it failed or was cancelled. */
const ABORT_LIMIT_MS = 10_000;

/** Uploads an object from a stream. Whatever happens, the object is whole or not there. */
export async function putObject(
  service: S3Service,
  act: Act,
  target: { address: Address; body: ByteStream; options: WriteOptions },
): Promise<void> {
  const { address, options: { sizeBytes, signal } } = target;
  await using source = new PartReader(target.body, signal);
  const partBytes = partSizeBytes(sizeBytes);
  const first = await source.next(partBytes);
  if (source.isEnded) {
    await service.ask(act, { method: "PUT", address, body: first }, signal);
    return;
  }
  const upload = await MultipartUpload.begin(service, act, { address, signal });
  try {
    await upload.sendAll(source, first, partBytes);
    await upload.complete();
  } catch (error) {
    await upload.takeBack();
    signal?.throwIfAborted();
    throw error;
  }
}

/** The smallest part size that fits the whole into the number of parts allowed. */
export function partSizeBytes(sizeBytes: number | undefined): number {
  if (sizeBytes === undefined) return BLIND_PART_BYTES;
  return Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}

interface Part {
  readonly number: number;
  readonly etag: string;
}

class MultipartUpload {
  readonly #parts: Part[] = [];
  readonly #failed = new AbortController();
  #sentParts = 0;
  #sizeBytes = 0;

  private constructor(
    private readonly service: S3Service,
    private readonly act: Act,
    private readonly place: { address: Address; signal: AbortSignal | undefined },
    private readonly id: string,
  ) {}

  static async begin(
    service: S3Service,
    act: Act,
    place: { address: Address; signal: AbortSignal | undefined },
  ): Promise<MultipartUpload> {
    const request = { method: "POST", address: place.address, query: { uploads: "" } };
    const { text } = await service.ask(act, request, place.signal);
    const id = readText(text, "UploadId");
    if (id !== undefined) return new MultipartUpload(service, act, place, id);
    throw new StorageError("failed", `${cannot(act)}: the service gave no id for the upload`, {
      hint: "Check that the endpoint is an S3 service (AWS_ENDPOINT_URL_S3)",
    });
  }

  async sendAll(
    source: PartReader,
    first: Uint8Array<ArrayBuffer>,
    partBytes: number,
  ): Promise<void> {
    const onTheirWay = new Set<Promise<void>>();
    const send = (bytes: Uint8Array<ArrayBuffer>) => {
      const sending = this.#send(bytes).finally(() => onTheirWay.delete(sending));
      sending.catch((error) => this.#failed.abort(error)); // awaited below, by race and all
      onTheirWay.add(sending);
    };
    try {
      send(first);
      while (!source.isEnded) {
        if (onTheirWay.size >= CONCURRENT_PARTS) await Promise.race(onTheirWay);
        this.#failed.signal.throwIfAborted();
        send(await source.next(partBytes));
      }
      await Promise.all(onTheirWay);
      this.#failed.signal.throwIfAborted();
    } catch (error) {
      this.#failed.abort(error);
      await Promise.allSettled(onTheirWay);
      throw error;
    }
  }

  async complete(): Promise<void> {
    const parts = this.#parts.toSorted((a, b) => a.number - b.number)
      .map(({ number, etag }) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`
      );
    const xml = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(xml);
    const { address, signal } = this.place;
    try {
      const request = { method: "POST", address, query: { uploadId: this.id }, body };
      const { text } = await this.service.ask(this.act, request, signal);
      // Long after status 200 was sent, the service may find that it failed.
      if (readText(text, "Code") !== undefined) {
        throw await this.service.errorOf(this.act, new Response(null, { status: 500 }), text);
      }
    } catch (error) {
      if (!await this.#isDoneAlready(error)) throw error;
    }
  }

  /** Removes the parts; best effort, since the reason for it may be a service that is gone. */
  async takeBack(): Promise<void> {
    const { address } = this.place;
    const request = { method: "DELETE", address, query: { uploadId: this.id } };
    const limit = AbortSignal.timeout(ABORT_LIMIT_MS);
    await this.service.ask(this.act, request, limit).catch(() => {});
  }

  async #send(body: Uint8Array<ArrayBuffer>): Promise<void> {
    const number = ++this.#sentParts;
    const { address, signal } = this.place;
    if (number > MAX_PARTS) {
      const found = `it has more than ${MAX_PARTS} parts of ${body.length / MIB} MiB`;
      throw new StorageError("failed", `${cannot(this.act)}: ${found}`, {
        hint: "Write it to a local file first, then upload that: its size is known then",
      });
    }
    const query = { partNumber: String(number), uploadId: this.id };
    const both = signal === undefined
      ? this.#failed.signal
      : AbortSignal.any([signal, this.#failed.signal]);
    const request = { method: "PUT", address, query, body };
    const { headers } = await this.service.ask(this.act, request, both);
    const etag = headers.get("etag");
    if (etag === null) {
      throw new StorageError("failed", `${cannot(this.act)}: the service gave no ETag for a part`);
    }
    this.#parts.push({ number, etag });
    this.#sizeBytes += body.length;
  }

  /** A completion whose answer was lost, sent again, meets an upload that is gone: the object tells. */
  async #isDoneAlready(error: unknown): Promise<boolean> {
    if (!(error instanceof StorageError) || error.code !== "not_found") return false;
    const { address, signal } = this.place;
    try {
      const { headers } = await this.service.ask(this.act, { method: "HEAD", address }, signal);
      return Number(headers.get("content-length")) === this.#sizeBytes &&
        (headers.get("etag") ?? "").includes(`-${this.#parts.length}`);
    } catch {
      return false;
    }
  }
}

function readText(xml: string, name: string): string | undefined {
  try {
    return textOf(parseXml(xml.trim()), name);
  } catch {
    return undefined;
  }
}
