/** Every way a command can fail: what it prints, that stdout stays empty, and the exit code. */

import assert from "node:assert/strict";
import { executablePath, needs, SECOND_USER } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandOptions, runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";

const MODULE = `import { array, Int64, z } from "tessera";
export const InputSchema = z.object({ act: z.string(), n: z.int().default(1) });
export const OutputSchema = z.object({ x: array("int64", []) });
export async function apply({ act }) {
  if (act === "exit") Deno.exit(0);
  if (act === "loop") for (;;);
  if (act === "wait forever") await new Promise(() => {});
  if (act === "wrong result") return { x: 0.5 };
  if (act === "lose a rejection") {
    Promise.reject(new Error("lost"));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return { x: 1 };
}
`;

interface Failure {
  readonly argv: readonly string[];
  readonly code: number;
  /** The whole of stderr. */
  readonly stderr: RegExp;
  readonly stdin?: string;
}

const HINT = "Hint: Pass JSON, @FILE, @URL .*, or @- for stdin\n";
const call = (act: string, ...rest: string[]) => [
  ...["run", "m", "apply", JSON.stringify({ inputs: { act } })],
  ...rest,
];
const withPayload = (payload: string) => ["run", "m", "apply", payload];

const FAILURES: Readonly<Record<string, readonly Failure[]>> = {
  "a command line that does not fit": [
    { argv: [], code: 2, stderr: /^Usage: tessera / },
    {
      argv: ["rnu"],
      code: 2,
      stderr: /^Error: Cannot run "rnu": there is no such command\nHint: Did you mean "run"\?\n$/,
    },
    {
      argv: call("", "--ouput-file", "x"),
      code: 2,
      stderr: /unknown option '--ouput-file'\nHint: Did you mean --output-file\?\n$/,
    },
    {
      argv: call("", "--output-format", "json+base46"),
      code: 2,
      stderr: /'json\+base46' is invalid.*\nHint: Did you mean "json\+base64"\?\n$/,
    },
    {
      argv: call("", "--timeout", "soon"),
      code: 2,
      stderr: /--timeout: found "soon".*\nHint: .*30s/,
    },
    {
      argv: ["serve", "m", "--port", "70000"],
      code: 2,
      stderr: /--port: found "70000", expected a whole/,
    },
    { argv: ["run", "m"], code: 2, stderr: /missing required argument 'ENDPOINT'\nHint: See/ },
    {
      argv: ["run", "m", "apply"],
      code: 2,
      stderr: /Cannot call "apply": found no PAYLOAD\nHint: /,
    },
  ],
  "a payload that cannot be read": [
    {
      argv: withPayload('{"inputs": nope}'),
      code: 2,
      stderr: new RegExp(
        "^Error: Cannot read payload: Expecting value at character 12 of the argument, " +
          `expected JSON\n${HINT}$`,
      ),
    },
    {
      argv: withPayload("@broken.json"),
      code: 2,
      stderr: /Expecting ',' delimiter at line 3, column 3 of "broken\.json", expected JSON\nHint/,
    },
    {
      argv: withPayload("@brokn.json"),
      code: 2,
      stderr:
        /^Error: Cannot read payload: found no file "brokn\.json"\nHint: .*"@broken\.json"\?\n$/,
    },
    {
      argv: withPayload("broken.json"),
      code: 2,
      stderr: /\nHint: Did you mean "@broken\.json"\?\n$/,
    },
    { argv: withPayload("@m"), code: 2, stderr: /found a folder at "m", expected a file\nHint/ },
    {
      argv: withPayload("@http://127.0.0.1:1/x"),
      code: 2,
      stderr: /"http:.*\/x" is not readable\n/,
    },
    { argv: withPayload("@-"), code: 2, stdin: "", stderr: /found nothing, expected JSON\nHint/ },
    {
      argv: withPayload("@-"),
      code: 2,
      stdin: "[1,",
      stderr: /at character 4 of stdin, expected JSON/,
    },
  ],
  "a payload that the schema refuses": [
    {
      argv: withPayload('{"inputs": {"n": 1.5}, "extra": 1}'),
      code: 2,
      stderr: new RegExp(
        "^Error: Invalid value for payload: 3 validation errors for ApplyInputSchema\n" +
          "inputs\\.act\n  Field required \\[type=missing, .*\\]\n" +
          "inputs\\.n\n  Input should be a valid integer.*input_value=1\\.5, input_type=float\\]\n" +
          "extra\n  Extra inputs are not permitted .*\n$",
      ),
    },
    {
      argv: withPayload('{"inputs": {"act": "", "n": NaN}}'),
      code: 2,
      stderr:
        /inputs\.n\n {2}Input should be a finite number \[.*input_value=nan, input_type=float\]\n$/,
    },
    {
      argv: withPayload("[]"),
      code: 2,
      stderr: /\n {2}Input should be a valid dictionary.*=\[\], /,
    },
  ],
  "a module or an endpoint that is not there": [
    {
      argv: ["run", "n", "apply", "{}"],
      code: 2,
      stderr: /Cannot find "n": found nothing at ".*\/n", expected a module/,
    },
    {
      argv: ["run", "m", "aply", "{}"],
      code: 2,
      stderr: /Cannot call "aply": found no such endpoint.*\nHint: Did you mean "apply"\?\n$/,
    },
    {
      argv: ["run", "m", "jacobian", "{}"],
      code: 2,
      stderr: /Cannot call "jacobian": found no such endpoint, expected one of apply, health/,
    },
    { argv: ["check", "wrong.ts"], code: 2, stderr: /"apply" is missing, expected a function/ },
    {
      argv: ["check", "syntax.ts"],
      code: 2,
      stderr: /syntax\.ts:1:\d+\n {2}1 \| export const x = ;\n/,
    },
    { argv: ["openapi", "ftp://host/m"], code: 2, stderr: /expected an http or https URL\nHint/ },
  ],
  "a module that fails": [
    {
      argv: call("exit"),
      code: 1,
      stderr: /^Error: Cannot finish: the module called exit\(0\) before its result was there\n$/,
    },
    {
      argv: call("wait forever"),
      code: 1,
      stderr: /the module waits for a promise that nothing can settle any more\n$/,
    },
    {
      argv: call("lose a rejection"),
      code: 1,
      stderr: /left a rejected promise to nobody\nError: lost\n {4}at apply \(file:.*:10:20\)\n$/,
    },
    {
      argv: call("wrong result"),
      code: 1,
      stderr:
        /^Error: Cannot use the result of "apply": found 1 validation error .*\nx\n.*\nHint: /,
    },
    {
      argv: call("loop", "--timeout", "300ms"),
      code: 124,
      stderr: /^Error: Cannot finish "apply": it took longer than 300 ms\nHint: .*--timeout\n$/,
    },
  ],
  "a server that is not there": [
    {
      argv: ["run", "http://127.0.0.1:1", "health"],
      code: 3,
      stderr: /Cannot reach .*\n[^]*Hint: Check/,
    },
    { argv: ["check", "http://127.0.0.1:1"], code: 3, stderr: /Cannot reach / },
    { argv: ["test", "http://127.0.0.1:1", "."], code: 2, stderr: /found no test, expected files/ },
    { argv: ["check-gradients", "http://127.0.0.1:1", "{}"], code: 2, stderr: /found a URL/ },
  ],
};

for (const [what, failures] of Object.entries(FAILURES)) {
  Deno.test({
    name: `${what} ends a command with its exit code and the next step`,
    ...needs("executable"),
    async fn() {
      await using folder = await folderWith({
        "m/tesseract_api.ts": MODULE,
        "wrong.ts": `import { z } from "tessera";
export const InputSchema = z.object({});
export const OutputSchema = z.object({});
`,
        "syntax.ts": "export const x = ;\n",
        "broken.json": '{\n  "a": 1\n  "b": 2\n}\n',
      });
      for (const failure of failures) await fails(failure, { cwd: folder.path });
    },
  });
}

Deno.test({
  name: "a payload file that this user may not read ends a command with 2",
  ...needs("executable", "secondUser"),
  async fn() {
    await using folder = await folderWith({ "m/tesseract_api.ts": MODULE, "secret.json": "{}" });
    await Deno.chmod(folder.path, 0o755);
    await Deno.chmod(`${folder.path}/secret.json`, 0o600);
    await fails({
      argv: withPayload("@secret.json"),
      code: 2,
      stderr:
        /^Error: .*"secret\.json" is not readable\n {2}caused by: PermissionDenied: .*\nHint: /,
    }, { cwd: folder.path, user: SECOND_USER });
  },
});

Deno.test({
  name: "Ctrl-C ends a command that waits for a server with 130",
  ...needs("executable"),
  async fn() {
    let asked = Promise.withResolvers<void>();
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => {
        if (request.method === "GET") return Response.json({ paths: { "/apply": {} } });
        asked.resolve();
        const left = Promise.withResolvers<Response>();
        request.signal.addEventListener("abort", () => left.resolve(new Response()));
        return left.promise;
      },
    );
    const spec = { endpoint: "apply", payload: {}, "expected_outputs": {} };
    await using folder = await folderWith({
      "test_a.json": JSON.stringify(spec),
      "test_b.json": JSON.stringify(spec),
    });
    const url = `http://127.0.0.1:${server.addr.port}`;
    for (const argv of [["test", url, folder.path], ["run", url, "apply", "{}"]]) {
      asked = Promise.withResolvers();
      await using process = new BackgroundProcess([executablePath(), ...argv]);
      await asked.promise;
      assert.equal((await process.stop("SIGINT")).code, 130, process.stderr);
    }
  },
});

async function fails(
  { argv, code, stderr, stdin }: Failure,
  options: CommandOptions,
): Promise<void> {
  const found = await runCommand(argv, stdin === undefined ? options : { ...options, stdin });
  const told = `tessera ${argv.join(" ")}\n${found.stderr}`;
  assert.equal(found.code, code, told);
  assert.match(found.stderr, stderr, told);
  assert.equal(found.stdout, "", told);
}
