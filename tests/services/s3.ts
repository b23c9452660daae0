/** A real S3 server: VersityGW over a temporary folder, reached through a proxy that can cut. @module */

import { dirname } from "node:path";
import { AwsV4Signer } from "aws4fetch";
import { storageServicePaths } from "../requirements.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting_proxy.ts";
import { startService } from "./service_process.ts";

/** A running server. */
export interface S3Server extends AsyncDisposable {
  /** For `AWS_ENDPOINT_URL_S3`. */
  readonly endpoint: string;
  /** The keys it knows. */
  readonly env: Readonly<Record<string, string>>;
  /** A bucket that exists; anybody may read `publicBucket`. */
  readonly bucket: string;
  /** A bucket that everybody may read from. */
  readonly publicBucket: string;
  /** Between clients and the server. */
  readonly proxy: CuttingProxy;
  /** Files in the bucket, with those of uploads that were neither completed nor taken back. */
  leftovers(): Promise<number>;
  /** Puts empty objects into the bucket, past the protocol. */
  fill(keys: readonly string[]): Promise<void>;
}

const BUCKET = "lab-results";
const START_TRIES = 200;
const START_PAUSE_MS = 25;
const PUBLIC_BUCKET = "public-data";

/** Starts a server on a socket in its own folder. */
export async function startS3(): Promise<S3Server> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "tessera-s3-" });
  cleanUp.defer(() => Deno.remove(folder, { recursive: true }));
  for (const name of ["", `/${BUCKET}`, `/${PUBLIC_BUCKET}`]) {
    await Deno.mkdir(`${folder}/data${name}`);
  }
  await Deno.mkdir(`${folder}/meta`);
  const socket = `${folder}/socket`;
  const [access, secret] = ["tester", `secret/with+signs=${crypto.randomUUID()}`];
  const options = ["--access", access, "--secret", secret, "--port", socket];
  cleanUp.use(
    await startService(
      [
        storageServicePaths().s3,
        ...options,
        "posix",
        "--sidecar",
        `${folder}/meta`,
        `${folder}/data`,
      ],
      { ready: /listening on/ },
    ),
  );
  await socketAccepts(socket);
  const proxy = cleanUp.use(startCuttingProxy({ transport: "unix", path: socket }));
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  const env = {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: access,
    AWS_SECRET_ACCESS_KEY: secret,
  };
  await allowReading(endpoint, { access, secret });
  const owned = cleanUp.move();
  return {
    endpoint,
    env,
    bucket: BUCKET,
    publicBucket: PUBLIC_BUCKET,
    proxy,
    leftovers: () => countFiles(`${folder}/data/${BUCKET}`),
    async fill(keys) {
      for (const key of keys) {
        const file = `${folder}/data/${BUCKET}/${key}`;
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeFile(file, new Uint8Array(0));
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The server says that it listens a moment before it does. */
async function socketAccepts(path: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      (await Deno.connect({ transport: "unix", path })).close();
      return;
    } catch (error) {
      if (tries === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
    }
  }
}

/** Lets everybody read the public bucket. */
async function allowReading(
  endpoint: string,
  { access, secret }: { access: string; secret: string },
): Promise<void> {
  const body = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::${PUBLIC_BUCKET}/*`],
    }],
  });
  const signer = new AwsV4Signer({
    method: "PUT",
    url: `${endpoint}/${PUBLIC_BUCKET}?policy=`,
    body,
    accessKeyId: access,
    secretAccessKey: secret,
    service: "s3",
    region: "us-east-1",
  });
  const { url, method, headers } = await signer.sign();
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot set the policy of a bucket: ${text}`);
}

async function countFiles(folder: string): Promise<number> {
  try {
    let count = 0;
    for await (const entry of Deno.readDir(folder)) {
      count += entry.isDirectory ? await countFiles(`${folder}/${entry.name}`) : 1;
    }
    return count;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
