/** Commands of the executable whose inputs and outputs are on real S3 and FTP servers. */

import assert from "node:assert/strict";
import { readBytes, stageIn, writeStream } from "../../lib/storage/mod.ts";
import type { OpenOptions } from "../../lib/storage/mod.ts";
import { executablePath, needs } from "../requirements.ts";
import { startFtp } from "../services/ftp.ts";
import { startS3 } from "../services/s3.ts";
import { tempFolder } from "./support/temp_folder.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;
const LIMIT_MS = 60_000;
const BOTH = needs("executable", "storageServices");

interface Remote extends AsyncDisposable {
  /** A folder that is empty. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** How this process opens it. */
  readonly options: OpenOptions;
  /** What no message may show. */
  readonly secret: string;
}

const REMOTES: Readonly<Record<string, () => Promise<Remote>>> = {
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
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

async function tessera(
  args: readonly string[],
  { env, cwd }: { env: Readonly<Record<string, string>>; cwd: string },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(executablePath(), {
    args: [...args],
    cwd,
    env: { ...env, TMPDIR: cwd },
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const text = (value: string): ReadableStream<Uint8Array<ArrayBuffer>> =>
  ReadableStream.from([new TextEncoder().encode(value)]);

for (const [scheme, start] of Object.entries(REMOTES)) {
  Deno.test({
    name:
      `run reads its payload and input folder from ${scheme} and writes its output folder there`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options, env } = remote;
      await writeStream(`${root}/in/levels.csv`, text("a,b\n1,2\n3,4\n"), options);
      await writeStream(
        `${root}/call.json`,
        text('{"inputs":{"table":"levels.csv","factor":10}}'),
        options,
      );
      const ended = await tessera([
        "run",
        `${EXAMPLES}file_io`,
        "apply",
        `@${root}/call.json`,
        "--input-path",
        `${root}/in`,
        "--output-path",
        `${root}/out`,
      ], { env, cwd: folder.path });
      assert.equal(ended.stderr, "");
      assert.equal(ended.stdout, '{"table":"scaled_levels.csv","rows":2}');
      const written = await readBytes(`${root}/out/scaled_levels.csv`, options);
      assert.equal(new TextDecoder().decode(written), "a,b\n10,20\n30,40\n");
      assert.deepEqual([...Deno.readDirSync(folder.path)], [], "nothing is left behind here");
    },
  });

  Deno.test({
    name: `run sends its result to a file on ${scheme}`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const payload = '{"inputs":{"name":"you"}}';
      const target = `${remote.root}/result.json`;
      const ended = await tessera(
        ["run", `${EXAMPLES}helloworld`, "apply", payload, "--output-file", target],
        { env: remote.env, cwd: folder.path },
      );
      assert.deepEqual([ended.code, ended.stdout, ended.stderr], [0, "", ""]);
      const written = JSON.parse(
        new TextDecoder().decode(await readBytes(target, remote.options)),
      );
      assert.match(JSON.stringify(written), /you/);
    },
  });

  Deno.test({
    name:
      `run says what is missing on ${scheme}, without a secret, and keeps the logs of a failure`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, env } = remote;
      const absent = await tessera(
        ["run", `${EXAMPLES}helloworld`, "apply", `@${root}/absent.json`],
        { env, cwd: folder.path },
      );
      assert.equal(absent.code, 2);
      assert.match(absent.stderr, /Cannot read payload: ".*absent\.json" is not readable/);
      const module = `${folder.path}/fails`;
      await Deno.mkdir(module);
      await Deno.writeTextFile(
        `${module}/tesseract_api.ts`,
        `import { z } from "tessera";
export const InputSchema = z.object({});
export const OutputSchema = z.object({});
export function apply() { console.log("before the end"); throw new Error("the end"); }
`,
      );
      const failed = await tessera(
        ["run", module, "apply", '{"inputs":{}}', "--output-path", `${root}/out`],
        { env, cwd: folder.path },
      );
      assert.equal(failed.code, 1);
      await stageIn(`${root}/out`, `${folder.path}/back`, remote.options);
      const log = await Deno.readTextFile(`${folder.path}/back/logs/tesseract.log`);
      assert.match(log, /before the end\n[^]*the end/);
      for (const { stderr } of [absent, failed]) {
        assert.ok(!stderr.includes(remote.secret), stderr);
      }
    },
  });
}
