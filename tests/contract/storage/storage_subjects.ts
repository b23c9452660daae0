/** The storages under test, each with a server of its own where it needs one. @module */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openStorage } from "../../../lib/storage/mod.ts";
import type { ByteStream, OpenOptions, Storage } from "../../../lib/storage/mod.ts";
import { needs } from "../../requirements.ts";
import type { CuttingProxy } from "../../services/cutting_proxy.ts";
import { startFtp } from "../../services/ftp.ts";
import { startHttpStore } from "../../services/http_store.ts";
import { startS3 } from "../../services/s3.ts";

/** A storage with an empty folder in it. */
export interface Subject extends AsyncDisposable {
  readonly storage: Storage;
  /** The location of the folder. */
  readonly root: string;
  /** How it was opened, for functions that open it themselves. */
  readonly options: OpenOptions;
  /** Where its connections can be cut. */
  readonly proxy?: CuttingProxy;
  /** What is left of an upload that failed: temporary files, parts, files under their name. */
  leftovers(): Promise<number>;
}

/** A scheme, and what it cannot do. */
export interface SubjectKind {
  readonly name: string;
  readonly ignore: boolean;
  /** Promises it does not make, with the reason. */
  readonly skip: Readonly<Record<string, string>>;
  open(): Promise<Subject>;
}

/** Retries without waiting, and an idle limit that no test reaches. */
export const FAST: OpenOptions = {
  retry: { tries: 3, firstDelayMs: 1, maxDelayMs: 5 },
  idleMs: 20_000,
};

/** Every scheme. */
export const SUBJECTS: readonly SubjectKind[] = [
  { name: "file", ignore: false, skip: { cut: "a disk has no connection" }, open: openFile },
  {
    name: "http",
    ignore: false,
    skip: { list: "web servers have no listing" },
    open: openHttp,
  },
  { name: "s3", ...needs("storageServices"), skip: {}, open: openS3 },
  { name: "ftp", ...needs("storageServices"), skip: {}, open: openFtp },
];

/** Bytes that differ everywhere, so that a piece at the wrong place shows. */
export function sampleBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  const words = new Uint32Array(bytes.buffer, 0, sizeBytes >> 2);
  for (let k = 0; k < words.length; k++) words[k] = Math.imul(k + 1, 2654435761);
  return bytes;
}

/** Compares bytes; `deepEqual` takes minutes to draw the difference of megabytes. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array, message = ""): void {
  assert.equal(actual.length, expected.length, `${message} length`);
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, k) => byte !== expected[k]);
  assert.fail(`${message} differs first at byte ${at}`);
}

/** A stream of bytes in chunks of a size that fits nothing. */
export function streamOf(bytes: Uint8Array<ArrayBuffer>, chunkBytes = 65_521): ByteStream {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at += chunkBytes));
    },
  }, { highWaterMark: 0 });
}

/** Everything a storage has at a location. */
export async function readAll(
  storage: Storage,
  location: string,
  range?: { offsetBytes: number; lengthBytes?: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = await storage.read(location, { range });
  return await new Response(body).bytes();
}

async function openFile(): Promise<Subject> {
  const root = await Deno.makeTempDir({ prefix: "tessera-storage-" });
  const storage = await openStorage(root, FAST);
  return {
    storage,
    root,
    options: FAST,
    leftovers: () => countFiles(root),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await Deno.remove(root, { recursive: true });
    },
  };
}

async function openHttp(): Promise<Subject> {
  const server = startHttpStore();
  const root = `${server.url}/folder`;
  const storage = await openStorage(root, FAST);
  return {
    storage,
    root,
    options: FAST,
    proxy: server.proxy,
    leftovers: () => Promise.resolve(server.files.size),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openS3(): Promise<Subject> {
  const server = await startS3();
  const root = `s3://${server.bucket}/folder`;
  const options = { ...FAST, env: (name: string) => server.env[name] };
  const storage = await openStorage(root, options);
  return {
    storage,
    root,
    options,
    proxy: server.proxy,
    leftovers: () => server.leftovers(),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openFtp(): Promise<Subject> {
  const server = await startFtp();
  const root = `${server.url}/folder`;
  const storage = await openStorage(root, FAST);
  return {
    storage,
    root,
    options: FAST,
    proxy: server.proxy,
    leftovers: () => countFiles(server.folder),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Files below a folder, hidden ones included. */
export async function countFiles(folder: string): Promise<number> {
  let count = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    count += isDirectory ? await countFiles(`${folder}/${name}`) : 1;
  }
  return count;
}
