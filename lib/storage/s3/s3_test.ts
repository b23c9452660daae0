import assert from "node:assert/strict";
import { globLocations, stageIn } from "../mod.ts";
import { openStorage } from "../registry.ts";
import { partSizeBytes } from "./multipart.ts";

/** A service that answers as it is told: for what no real one does. */
async function withService(
  answer: (request: Request) => Response | Promise<Response>,
  run: (options: { env: (name: string) => string | undefined }) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  const env: Record<string, string> = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.addr.port}`,
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  try {
    await run({ env: (name) => env[name] });
  } finally {
    await server.shutdown();
  }
}

function listing(keys: readonly string[]): Response {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
  return new Response(`<ListBucketResult>${contents.join("")}</ListBucketResult>`);
}

Deno.test("stageIn() refuses a listing whose keys lead out of the folder, and writes nothing", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const key of ["data/../../evil", "data//etc/evil", "data/a/./b"]) {
      await withService(() => listing(["data/good", key]), async (options) => {
        const staging = stageIn("s3://bucket/data", `${dir}/in`, options);
        await assert.rejects(staging, {
          code: "bad_input",
          message: /cannot be stored in a folder/,
        });
      });
    }
    assert.deepEqual(await Array.fromAsync(Deno.readDir(dir)), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("s3 listing that is outside the folder, endless or no listing is refused", async () => {
  const endless = "<ListBucketResult><IsTruncated>true</IsTruncated>" +
    "<NextContinuationToken>x</NextContinuationToken></ListBucketResult>";
  const answers = [
    () => listing(["other/a"]),
    () => new Response(endless),
    () => new Response("<html></html>"),
  ];
  for (const answer of answers) {
    await withService(answer, async (options) => {
      await assert.rejects(globLocations("s3://bucket/data/*", options), { code: "failed" });
    });
  }
});

Deno.test("s3 upload fails when the completion is answered with status 200 and an error", async () => {
  const asked: string[] = [];
  const answer = async (request: Request) => {
    const { searchParams } = new URL(request.url);
    asked.push(`${request.method} ${[...searchParams.keys()].join(" ")}`);
    await request.bytes();
    if (searchParams.has("uploads")) {
      return new Response("<R><UploadId>7</UploadId></R>");
    }
    if (request.method === "PUT") return new Response(null, { headers: { etag: '"e"' } });
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return new Response("<Error><Code>InvalidPart</Code><Message>lost</Message></Error>");
  };
  await withService(answer, async (options) => {
    await using storage = await openStorage("s3://bucket/a", options);
    const body = new Blob([new Uint8Array(9 * 1024 * 1024)]).stream();
    const sizeBytes = 9 * 1024 * 1024;
    const writing = storage.write("s3://bucket/a", body, { sizeBytes });
    await assert.rejects(writing, /InvalidPart: lost/);
  });
  assert.equal(asked.at(-1), "DELETE uploadId");
});

Deno.test("partSizeBytes() keeps to the number of parts that services allow", () => {
  const mib = 1024 * 1024;
  assert.equal(partSizeBytes(10), 8 * mib);
  assert.equal(partSizeBytes(undefined), 16 * mib);
  const tebibyte = 1024 ** 4;
  assert.ok(partSizeBytes(tebibyte) * 10_000 >= tebibyte);
});
