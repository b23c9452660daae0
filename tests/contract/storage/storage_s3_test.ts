/** What the s3 storage makes of accounts, wrong keys and large buckets, on a real server. */

import assert from "node:assert/strict";
import { openStorage, readBytes, StorageError } from "../../../lib/storage/mod.ts";
import { needs } from "../../requirements.ts";
import { type S3Server, startS3 } from "../../services/s3.ts";
import { assertSameBytes, FAST, sampleBytes, streamOf } from "./storage_subjects.ts";

function test(name: string, run: (server: S3Server) => Promise<void>): void {
  Deno.test({
    name: `s3 storage ${name}`,
    ...needs("storageServices"),
    async fn() {
      await using server = await startS3();
      await run(server);
    },
  });
}

/** Options with an environment of their own. */
function withEnv(env: Readonly<Record<string, string>>) {
  return { ...FAST, env: (name: string) => env[name] };
}

test("reads a public bucket without credentials, and says why it may not write", async (server) => {
  const location = `s3://${server.publicBucket}/a`;
  await using owner = await openStorage(location, withEnv(server.env));
  await owner.write(location, streamOf(sampleBytes(10)));
  const anonymous = withEnv({ ...server.env, AWS_NO_SIGN_REQUEST: "1" });
  assertSameBytes(await readBytes(location, anonymous), sampleBytes(10));
  await using visitor = await openStorage(location, anonymous);
  await assert.rejects(visitor.write(location, streamOf(sampleBytes(5))), {
    code: "denied",
    hint: /unsigned, because AWS_NO_SIGN_REQUEST/,
  });
  const nobody = withEnv({ AWS_ENDPOINT_URL: server.endpoint, HOME: "/nonexistent" });
  await assert.rejects(readBytes(`s3://${server.bucket}/a`, nobody), {
    code: "denied",
    hint: /no credentials were found; set AWS_PROFILE/,
  });
});

test("refuses a wrong key and shows none", async (server) => {
  const options = withEnv({ ...server.env, AWS_SECRET_ACCESS_KEY: "wrong-secret" });
  const error = await readBytes(`s3://${server.bucket}/a`, options).then(() => {}, (e) => e);
  assert.ok(error instanceof StorageError, Deno.inspect(error));
  assert.equal(error.code, "denied");
  assert.match(error.hint ?? "", /come from the environment/);
  assert.doesNotMatch(Deno.inspect(error), /wrong-secret/);
});

test("takes credentials and endpoint from profile files", async (server) => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/config`,
      `[profile lab]\nregion = us-east-1\nservices = here\n[services here]\ns3 =\n  endpoint_url = ${server.endpoint}\n`,
    );
    await Deno.writeTextFile(
      `${folder}/keys`,
      `[lab]\naws_access_key_id = ${server.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${server.env.AWS_SECRET_ACCESS_KEY}\n`,
    );
    const location = `s3://${server.bucket}/a`;
    const options = withEnv({
      AWS_PROFILE: "lab",
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/keys`,
    });
    await using storage = await openStorage(location, options);
    await storage.write(location, streamOf(sampleBytes(10)));
    assertSameBytes(await readBytes(location, options), sampleBytes(10));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("names a bucket that is not there", async (server) => {
  const reading = readBytes("s3://no-such-bucket/a", withEnv(server.env));
  await assert.rejects(reading, { code: "not_found", message: /no such bucket/ });
});

test("lists more objects than fit into one answer", async (server) => {
  const names = Array.from({ length: 1_005 }, (_, k) => `many/${k}`);
  await server.fill(names);
  const location = `s3://${server.bucket}/many`;
  await using storage = await openStorage(location, withEnv(server.env));
  const found = await Array.fromAsync(storage.list(location));
  assert.deepEqual(found.map(({ name }) => `many/${name}`).sort(), names.sort());
});

test("repeats parts that are lost, without sending the others again", async (server) => {
  const location = `s3://${server.bucket}/large`;
  const bytes = sampleBytes(40 * 1024 * 1024);
  await using storage = await openStorage(location, withEnv(server.env));
  for (const afterBytes of [3e6, 9e6, 12e6]) server.proxy.cut("up", afterBytes);
  await storage.write(location, streamOf(bytes), { sizeBytes: bytes.length });
  assert.equal(server.proxy.cuts, 3);
  assertSameBytes(await readBytes(location, withEnv(server.env)), bytes);
});
