/** Commands of the executable whose inputs and outputs are on real S3 and FTP servers. */

import assert from "node:assert/strict";
import { readBytes, stageIn, writeStream } from "../../../lib/storage/mod.ts";
import { executablePath, needs } from "../../requirements.ts";
import { float64Stream, REMOTES, textStream } from "../support/remotes.ts";
import { startTessera } from "../support/servers.ts";
import { tempFolder } from "../support/temp_folder.ts";

const EXAMPLES = new URL("../../../examples/", import.meta.url).pathname;
const LIMIT_MS = 60_000;
const BOTH = needs("executable", "storageServices");

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

/** A request for `examples/vectoradd` whose vector `a` is in a file. */
function addition(buffer: string, length: number): string {
  const a = {
    shape: [length],
    dtype: "float64",
    data: { buffer, encoding: "binref" },
  };
  return JSON.stringify({ inputs: { a, b: Array(length).fill(1) } });
}

/** The elements of the sum that `examples/vectoradd` gives. */
function sumOf(answer: string): number[] {
  return JSON.parse(answer).result.data.buffer;
}

for (const [scheme, start] of Object.entries(REMOTES)) {
  Deno.test({
    name:
      `run reads its payload and input folder from ${scheme} and writes its output folder there`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options, env } = remote;
      await writeStream(`${root}/in/levels.csv`, textStream("a,b\n1,2\n3,4\n"), options);
      await writeStream(
        `${root}/call.json`,
        textStream('{"inputs":{"table":"levels.csv","factor":10}}'),
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
    name: `check loads a module whose input folder is on ${scheme}, openapi needs none`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options, env } = remote;
      const module = `${EXAMPLES}required_files`;
      const input = ["--input-path", `${root}/in`];
      const lacking = await tessera(["check", module, ...input], { env, cwd: folder.path });
      assert.notEqual(lacking.code, 0);
      const document = await tessera(["openapi", module], {
        env: { ...env, TESSERACT_INPUT_PATH: `${root}/in` },
        cwd: folder.path,
      });
      assert.equal(document.code, 0, document.stderr);
      const name = "materials.json";
      const bytes = await Deno.readFile(`${module}/inputs/${name}`);
      await writeStream(`${root}/in/${name}`, new Response(bytes).body ?? textStream(""), options);
      const found = await tessera(["check", module, ...input], { env, cwd: folder.path });
      assert.equal(found.code, 0, found.stderr);
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

  Deno.test({
    name: `run reads arrays and lazy sequences from ${scheme}, parts of files when they are used`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options, env } = remote;
      await writeStream(`${root}/v.bin`, float64Stream([0, 1, 2, 3, 4]), options);
      const sum = await tessera(
        ["run", `${EXAMPLES}vectoradd`, "apply", addition(`${root}/v.bin:16`, 3)],
        { env, cwd: folder.path },
      );
      assert.equal(sum.stderr, "");
      assert.deepEqual(sumOf(sum.stdout), [3, 4, 5]);
      const data = { buffer: "rows.bin:0", encoding: "binref" };
      const item = JSON.stringify({ shape: [2, 3], dtype: "float64", data });
      await writeStream(`${root}/set/s_1.json`, textStream("[[1,2,3]]"), options);
      await writeStream(`${root}/set/s_2.json`, textStream(item), options);
      await writeStream(`${root}/set/rows.bin`, float64Stream([4, 5, 6, 7, 8, 9]), options);
      await writeStream(`${root}/set/other.txt`, textStream("no item"), options);
      const call = JSON.stringify({ inputs: { data: `@${root}/set/s_*.json` } });
      const mean = await tessera(["run", `${EXAMPLES}dataloader`, "apply", call], {
        env,
        cwd: folder.path,
      });
      assert.equal(mean.stderr, "");
      const found = JSON.parse(mean.stdout);
      assert.deepEqual([found.mean.data.buffer, found.rows], [[4, 5, 6], 3]);
      await writeStream(`${root}/set/s_3.json`, textStream("[[1,2]]"), options);
      const broken = await tessera(["run", `${EXAMPLES}dataloader`, "apply", call], {
        env,
        cwd: folder.path,
      });
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /item 2 of a lazy sequence from ".*\/set\/s_3\.json"/);
      assert.ok(!broken.stderr.includes(remote.secret), broken.stderr);
    },
  });

  Deno.test({
    name: `run goes on with an array from ${scheme} after its connection was cut, or says so`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options, env, proxy } = remote;
      const length = 50_000;
      const values = Array.from({ length }, (_, index) => index);
      await writeStream(`${root}/v.bin`, float64Stream(values), options);
      const args = ["run", `${EXAMPLES}vectoradd`, "apply", "@call.json"];
      await Deno.writeTextFile(`${folder.path}/call.json`, addition(`${root}/v.bin`, length));
      proxy.cut("down", 200_000);
      const resumed = await tessera(args, { env, cwd: folder.path });
      assert.equal(resumed.stderr, "");
      assert.deepEqual(sumOf(resumed.stdout), values.map((value) => value + 1));
      assert.equal(proxy.cuts, 1);
      if (scheme !== "s3") return; // giving up takes seconds, and is the same for all
      for (let time = 0; time < 50; time++) proxy.cut("down", 0);
      const lost = await tessera(args, { env, cwd: folder.path });
      assert.equal(lost.code, 2);
      assert.match(
        lost.stderr,
        /inputs\.a\n.*Cannot read ".*v\.bin": the server cannot be reached/,
      );
      assert.ok(!lost.stderr.includes(remote.secret), lost.stderr);
    },
  });

  Deno.test({
    name: `tesseract-runtime reads its payload and folder from ${scheme} and writes there`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options } = remote;
      const env = { ...remote.env, TESSERACT_API_PATH: `${EXAMPLES}file_io/tesseract_api.ts` };
      const runtime = ["tesseract-runtime", "--input-path", `${root}/in`];
      await writeStream(`${root}/in/levels.csv`, textStream("a,b\n1,2\n"), options);
      const call = '{"inputs":{"table":"levels.csv","factor":10}}';
      await writeStream(`${root}/call.json`, textStream(call), options);
      const ended = await tessera(
        [...runtime, "--output-path", `${root}/out`, "apply", `@${root}/call.json`],
        { env, cwd: folder.path },
      );
      assert.deepEqual([ended.code, ended.stderr], [0, ""]);
      const written = await readBytes(`${root}/out/scaled_levels.csv`, options);
      assert.equal(new TextDecoder().decode(written), "a,b\n10,20\n");
      const document = await tessera(
        [
          "tesseract-runtime",
          ...["--input-path", `${root}/absent`, "--output-path", `${root}/doc`],
          ...["--output-file", "openapi.json", "openapi-schema"],
        ],
        { env, cwd: folder.path },
      );
      assert.deepEqual([document.code, document.stderr], [0, ""]);
      const sent = await readBytes(`${root}/doc/openapi.json`, options);
      assert.ok(JSON.parse(new TextDecoder().decode(sent)).paths["/apply"] !== undefined);
      assert.deepEqual([...Deno.readDirSync(folder.path)], [], "nothing is left behind here");
    },
  });

  Deno.test({
    name: `serve copies its input folder from ${scheme} once, and reads URLs where it may`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, options } = remote;
      const env = { ...remote.env, TMPDIR: folder.path };
      await writeStream(`${root}/in/v.bin`, float64Stream([0, 1, 2]), options);
      const post = async (url: string, buffer: string): Promise<[number, string]> => {
        const headers = { "content-type": "application/json", accept: "application/json" };
        const body = addition(buffer, 3);
        const response = await fetch(`${url}/apply`, { method: "POST", headers, body });
        return [response.status, await response.text()];
      };
      {
        const settings = { env, inputPath: `${root}/in` };
        await using server = await startTessera(`${EXAMPLES}vectoradd`, settings);
        const [status, answer] = await post(server.url, "v.bin");
        assert.deepEqual([status, sumOf(answer)], [200, [1, 2, 3]]);
        const [refused, reason] = await post(server.url, `${root}/in/v.bin`);
        assert.equal(refused, 422);
        assert.match(reason, /array_decode_error.*reads binrefs from local files only/);
        assert.equal((await server.process.stop()).code, 0);
      }
      assert.deepEqual([...Deno.readDirSync(folder.path)], [], "the copy is removed");
      await using server = await startTessera(`${EXAMPLES}vectoradd`, {
        env,
        args: ["--allow-urls"],
      });
      const [status, answer] = await post(server.url, `${root}/in/v.bin`);
      assert.deepEqual([status, sumOf(answer)], [200, [1, 2, 3]]);
      const [absent, reason] = await post(server.url, `${root}/in/absent.bin`);
      assert.equal(absent, 422);
      assert.match(
        reason,
        /Cannot read \\".*absent\.bin\\": (?:it does not exist|the server answered 550)/,
      );
    },
  });

  Deno.test({
    name: `serve refuses an output folder on ${scheme}, and an input folder that is not there`,
    ...BOTH,
    async fn() {
      await using remote = await start();
      await using folder = await tempFolder();
      const { root, env } = remote;
      const serve = ["serve", `${EXAMPLES}vectoradd`, "--port", "0"];
      const refused = await tessera([...serve, "--output-path", `${root}/out`], {
        env,
        cwd: folder.path,
      });
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /Cannot serve with output path ".*": found a URL, expected a/);
      const absent = await tessera([...serve, "--input-path", `${root}/absent`], {
        env,
        cwd: folder.path,
      });
      assert.equal(absent.code, 2);
      assert.match(absent.stderr, /Cannot list ".*\/absent": /);
      for (const { stderr } of [refused, absent]) {
        assert.ok(!stderr.includes(remote.secret), stderr);
      }
      assert.deepEqual([...Deno.readDirSync(folder.path)], [], "nothing is left behind here");
    },
  });
}
