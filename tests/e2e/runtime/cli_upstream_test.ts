/** The executable under the name `tesseract-runtime`: upstream's command line. */

import assert from "node:assert/strict";
import { executablePath, needs } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandOptions, type CommandResult, runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";
import type { TempFolder } from "../support/temp_folder.ts";

const MODULE = `import { array, z } from "tessera";
export const InputSchema = z.object({ x: array("float64", [null]) });
export const OutputSchema = z.object({ x: array("float64", [null]) });
export function apply({ x }) {
  console.log("printed");
  if (x.data[0] < 0) throw new RangeError("negative");
  return { x };
}
`;
const PAYLOAD = '{"inputs": {"x": [1.5]}}';
const BASE64 =
  '{"x":{"object_type":"array","shape":[1],"dtype":"float64","data":{"buffer":"AAAAAAAA+D8=","encoding":"base64"}}}';
const JSON_LIST =
  '{"x":{"object_type":"array","shape":[1],"dtype":"float64","data":{"buffer":[1.5],"encoding":"json"}}}';

/** A folder with a module, and the executable under upstream's name. */
async function upstreamFolder(): Promise<TempFolder> {
  const folder = await folderWith({ "tesseract_api.ts": MODULE });
  await Deno.symlink(await Deno.realPath(executablePath()), `${folder.path}/tesseract-runtime`);
  return folder;
}

function runUpstream(
  { path }: TempFolder,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const env = { TESSERACT_API_PATH: `${path}/tesseract_api.ts`, ...options.env };
  return runCommand(args, { cwd: path, ...options, program: `${path}/tesseract-runtime`, env });
}

Deno.test({
  name: "tesseract-runtime takes global options before and after the command, and variables",
  ...needs("executable"),
  async fn() {
    await using folder = await upstreamFolder();
    const cases: [string[], Record<string, string>, string][] = [
      [["apply", PAYLOAD], {}, JSON_LIST],
      [["--output-format", "json+base64", "apply", PAYLOAD], {}, BASE64],
      [["apply", PAYLOAD, "--output-format", "json+base64"], {}, BASE64],
      [["apply", "--output-format=json+base64", PAYLOAD], {}, BASE64],
      [["apply", PAYLOAD], { TESSERACT_OUTPUT_FORMAT: "json+base64" }, BASE64],
      [["apply", PAYLOAD], { TESSERACT_RUNTIME_OUTPUT_FORMAT: "json+base64" }, BASE64],
      [
        ["--output-format", "json", "apply", PAYLOAD],
        { TESSERACT_RUNTIME_OUTPUT_FORMAT: "json+base64" },
        JSON_LIST,
      ],
      [
        ["apply", PAYLOAD],
        { TESSERACT_RUNTIME_OUTPUT_FORMAT: "json", TESSERACT_OUTPUT_FORMAT: "json+base64" },
        JSON_LIST,
      ],
      [["health"], {}, '{"status":"ok"}'],
    ];
    for (const [args, env, stdout] of cases) {
      const found = await runUpstream(folder, args, { env });
      assert.equal(found.code, 0, found.stderr);
      assert.equal(found.stdout, stdout, args.join(" "));
    }
    const file = await runUpstream(folder, ["apply", "@-", "--output-file", "r.json"], {
      stdin: PAYLOAD,
    });
    assert.equal(file.code, 0, file.stderr);
    assert.equal(file.stdout, "");
    assert.equal(await Deno.readTextFile(`${folder.path}/r.json`), JSON_LIST);
  },
});

Deno.test({
  name: "tesseract-runtime writes help and checks to stderr, and names what the module has",
  ...needs("executable"),
  async fn() {
    await using folder = await upstreamFolder();
    const help = await runUpstream(folder, ["--help"]);
    assert.equal(help.code, 0, help.stderr);
    assert.equal(help.stdout, "");
    assert.match(help.stderr, /Usage: tesseract-runtime/);
    assert.match(help.stderr, /^ {2}apply /m);
    assert.doesNotMatch(help.stderr, /^ {2}jacobian /m);
    const check = await runUpstream(folder, ["check"]);
    assert.equal(check.code, 0);
    assert.equal(check.stdout, "");
    assert.match(check.stderr, /check successful/);
    const none = await runUpstream(folder, []);
    assert.equal(none.code, 2);
    assert.equal(none.stdout, "");
  },
});

Deno.test({
  name: "tesseract-runtime ends with upstream's exit codes",
  ...needs("executable"),
  async fn() {
    await using folder = await upstreamFolder();
    const failing = { endpoint: "apply", payload: { inputs: { x: [1] } } };
    const spec = JSON.stringify({ ...failing, "expected_exception": "ValueError" });
    const cases: [string[], Record<string, string>, number, RegExp][] = [
      [
        ["apply", '{"inputs": {"x": [-1]}}'],
        {},
        1,
        /^RangeError: negative\n {4}at apply \(file:.*\)$/m,
      ],
      [
        ["apply", '{"inputs": {}}'],
        {},
        2,
        /Invalid value for payload: 1 validation error for Apply/,
      ],
      [["apply", '{"inputs": '], {}, 2, /Cannot read payload: .*, expected JSON/],
      [["apply", "@missing.json"], {}, 2, /found no file "missing\.json"/],
      [["aply", PAYLOAD], {}, 2, /unknown command 'aply'\nHint: .*apply/],
      [["apply", PAYLOAD, "--ouput-path", "x"], {}, 2, /unknown option .*\nHint: .*--output-path/],
      [
        ["jacobian", PAYLOAD],
        {},
        2,
        /No such command 'jacobian': the module does not define jacobian\n$/,
      ],
      [["test", spec], {}, 0, /^printed$/m],
      [
        ["apply", PAYLOAD],
        { TESSERACT_API_PATH: "/nowhere.ts" },
        1,
        /"\/nowhere\.ts" \(TESSERACT_API_PATH\)/,
      ],
      [
        ["apply", PAYLOAD],
        { TESSERACT_OUTPUT_FORMAT: "x" },
        1,
        /TESSERACT_OUTPUT_FORMAT: found "x"/,
      ],
      [
        ["apply", PAYLOAD],
        { TESSERACT_RUNTIME_OUTPUT_FORMAT: "x" },
        2,
        /found "x", expected one of/,
      ],
    ];
    for (const [args, env, code, text] of cases) {
      const found = await runUpstream(folder, args, { env });
      assert.equal(found.code, code, `${args.join(" ")}\n${found.stderr}`);
      assert.match(found.stderr, text);
      if (code !== 0) assert.equal(found.stdout, "");
      else assert.equal(JSON.parse(found.stdout).status, "failed");
    }
  },
});

Deno.test({
  name: "tesseract-runtime serve asks for a token off loopback, unless it is turned off",
  ...needs("executable"),
  async fn() {
    await using folder = await upstreamFolder();
    const cases: [string[], Record<string, string>, number][] = [
      [[], {}, 401],
      [["--no-token"], {}, 200],
      [[], { TESSERACT_RUNTIME_SERVE_TOKEN: "false" }, 200],
    ];
    for (const [args, env, status] of cases) {
      await using server = new BackgroundProcess(
        [`${folder.path}/tesseract-runtime`, "serve", "--host", "0.0.0.0", "--port", "0", ...args],
        {
          cwd: folder.path,
          env: { TESSERACT_API_PATH: "tesseract_api.ts", XDG_STATE_HOME: folder.path, ...env },
        },
      );
      while (!/^(Callers|Anyone) .*\n/m.test(server.stderr) && !server.hasEnded) {
        await server.stderrChange();
      }
      const port = /^Serving .*:(\d+)$/m.exec(server.stderr)?.[1];
      const tokenFile = /^Callers need the token in (.*)$/m.exec(server.stderr)?.[1];
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      await response.body?.cancel();
      assert.equal(response.status, status, server.stderr);
      assert.equal(tokenFile !== undefined, status === 401);
      if (tokenFile === undefined) continue;
      const token = (await Deno.readTextFile(tokenFile)).trim();
      const argv = ["run", `http://any:${token}@127.0.0.1:${port}`, "health"];
      assert.equal((await runCommand(argv)).stdout, '{"status":"ok"}');
      assert.equal((await server.stop()).code, 0);
      await assert.rejects(Deno.stat(tokenFile), Deno.errors.NotFound);
    }
  },
});
