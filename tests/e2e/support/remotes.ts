/** Real S3 and FTP servers as the commands under test see them. @module */

import type { OpenOptions } from "../../../lib/storage/mod.ts";
import type { CuttingProxy } from "../../services/cutting_proxy.ts";
import { startFtp } from "../../services/ftp.ts";
import { startS3 } from "../../services/s3.ts";

/** A running server. */
export interface Remote extends AsyncDisposable {
  /** A folder that is empty. */
  readonly root: string;
  /** What commands need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How this process opens it. */
  readonly options: OpenOptions;
  /** What no message may show. */
  readonly secret: string;
  /** Between commands and the server. */
  readonly proxy: CuttingProxy;
}

/** How to start a server of each scheme. */
export const REMOTES: Readonly<Record<string, () => Promise<Remote>>> = {
  async s3() {
    const server = await startS3();
    const env: Record<string, string> = {
      ...server.env,
      AWS_ENDPOINT_URL_S3: server.endpoint,
    };
    return {
      root: `s3://${server.bucket}/study`,
      env,
      options: { env: (name) => env[name] },
      secret: env.AWS_SECRET_ACCESS_KEY ?? "no secret",
      proxy: server.proxy,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  async ftp() {
    const server = await startFtp();
    return {
      root: `${server.url}/study`,
      env: {},
      options: {},
      secret: "p%40ss",
      proxy: server.proxy,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

/** Text as a stream of bytes. */
export function textStream(value: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from([new TextEncoder().encode(value)]);
}

/** Numbers as a stream of float64 bytes, little-endian. */
export function float64Stream(values: Iterable<number>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from([new Uint8Array(Float64Array.from(values).buffer)]);
}
