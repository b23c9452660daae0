/** Every command that takes a module, with one in Python: results, messages, exit codes, and nothing left behind. */

import assert from "node:assert/strict";
import { executablePath, needs, upstreamPython } from "../../requirements.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandOptions, type CommandResult, runCommand } from "../support/command.ts";
import { folderWith } from "../support/module_folder.ts";
import { isGone } from "../support/processes.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { runUpstream } from "../support/upstream_commands.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url).pathname;
const EXAMPLES = new URL("../../../examples/", import.meta.url).pathname;
const VECTORADD = `${FIXTURES}python/vectoradd/tesseract_api.py`;
const GRADIENTS = `${FIXTURES}python/gradients/tesseract_api.py`;
const HOSTILE = `${FIXTURES}hostile_python/tesseract_api.py`;
const PAYLOAD = '{"inputs": {"a": [1, 2], "b": [3, 4]}}';
const RESULT =
  '{"result":{"object_type":"array","shape":[2],"dtype":"float64","data":{"buffer":[4.0,6.0],"encoding":"json"}}}';
const NEEDS = needs("executable", "upstream");

const SLOW = `import os, time
from pydantic import BaseModel

class InputSchema(BaseModel):
    seconds: float = 600

class OutputSchema(BaseModel):
    n: int

def apply(inputs: InputSchema) -> OutputSchema:
    print("pid", os.getpid(), flush=True)
    try:
        time.sleep(inputs.seconds)
    finally:
        print("cleaned up", flush=True)
    return OutputSchema(n=1)
`;

const SLOW_GRADIENT = `import os, time
import numpy as np
from pydantic import BaseModel
from tesseract_core.runtime import Array, Differentiable, Float64

calls = 0

class InputSchema(BaseModel):
    a: Differentiable[Array[(None,), Float64]]

class OutputSchema(BaseModel):
    r: Differentiable[Array[(None,), Float64]]

def apply(inputs: InputSchema) -> OutputSchema:
    global calls
    calls += 1
    if calls > 1:  # the first is the point of the check itself
        print("pid", os.getpid(), flush=True)
        time.sleep(600)
    return OutputSchema(r=inputs.a)

def jacobian(inputs, jac_inputs, jac_outputs):
    return {"r": {"a": np.eye(inputs.a.size)}}
`;

/** Runs `tessera COMMAND` with the interpreter that has tesseract-core. */
function tessera(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runCommand([...args, "--python", upstreamPython()], options);
}

Deno.test({
  name: "run calls a Python module and sends results where a TypeScript module's go",
  ...NEEDS,
  async fn() {
    await using folder = await tempFolder();
    const run = (...args: string[]) => tessera(["run", VECTORADD, ...args], { cwd: folder.path });
    const plain = await run("apply", PAYLOAD);
    assert.deepEqual(plain, { code: 0, stdout: RESULT, stderr: "" });
    const health = await run("health");
    assert.equal(health.stdout, '{"status":"ok"}');
    const args = ["--output-path", "out", "--output-file", "r.json", "--run-id", "x"];
    const file = await run("apply", PAYLOAD, ...args, "--output-format", "json+binref");
    assert.deepEqual([file.code, file.stdout], [0, ""], file.stderr);
    const written = JSON.parse(await Deno.readTextFile(`${folder.path}/out/run_x/r.json`));
    const [bin = ""] = written.result.data.buffer.split(":");
    assert.equal((await Deno.stat(`${folder.path}/out/run_x/${bin}`)).size, 16);
    const stdin = await tessera(["run", VECTORADD, "apply", "@-", "--output-format=json+base64"], {
      cwd: folder.path,
      stdin: PAYLOAD,
    });
    assert.match(stdin.stdout, /"AAAAAAAAEEAAAAAAAAAYQA==","encoding":"base64"/);
  },
});

Deno.test({
  name: "run sends a large payload to a Python module and takes its large result",
  ...NEEDS,
  async fn() {
    const length = 200_000;
    const values = Float64Array.from({ length }, (_, k) => k / 8);
    const buffer = new Uint8Array(values.buffer).toBase64();
    const array = (text: string) => ({
      "object_type": "array",
      shape: [length],
      dtype: "float64",
      data: { buffer: text, encoding: "base64" },
    });
    const payload = { inputs: { a: array(buffer), b: array(buffer), s: 1 } };
    const args = ["run", VECTORADD, "apply", "@-", "--output-format", "json+base64"];
    const { code, stdout, stderr } = await tessera(args, { stdin: JSON.stringify(payload) });
    assert.equal(code, 0, stderr);
    const doubled = new Uint8Array(values.map((value) => 2 * value).buffer).toBase64();
    assert.equal(JSON.parse(stdout).result.data.buffer, doubled);
  },
});

Deno.test({
  name: "run ends with the exit codes of every module when a Python module or its call is wrong",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({ "broken.py": "import nothing_there\n" });
    const broken = `${folder.path}/broken.py`;
    const act = (name: string, number = 0) => JSON.stringify({ inputs: { act: name, number } });
    const cases: [string[], number, RegExp][] = [
      [
        [VECTORADD, "apply", '{"inputs": {"a": [1]}}'],
        2,
        /Invalid value for payload: 1 validation error for ApplyInputSchema\ninputs\.b\n {2}Field required/,
      ],
      [
        [VECTORADD, "apply", '{"inputs": '],
        2,
        /Cannot read payload: .* at character 12 of the argument, expected JSON/,
      ],
      [[VECTORADD, "aply", PAYLOAD], 2, /found no such endpoint.*\nHint: Did you mean "apply"\?/],
      [[VECTORADD, "apply"], 2, /Cannot call "apply": found no PAYLOAD/],
      [[VECTORADD, "apply", PAYLOAD, "--inspect"], 2, /Cannot use --inspect.*\nHint: Pass --debug/],
      [
        [HOSTILE, "apply", act("throw")],
        1,
        /^Traceback[^]*line \d+, in throw\n[^]*RuntimeError: thrown by the module\n$/,
      ],
      [[HOSTILE, "apply", act("exit_now", 7)], 1, /Cannot finish "apply": .* exited with code 7/],
      [[HOSTILE, "apply", act("segfault")], 1, /Cannot finish "apply": .* was ended by SIGSEGV/],
      [
        [broken, "apply", "{}"],
        1,
        /Cannot load module ".*broken\.py"\n[^]*line 1, in <module>\n[^]*No module named 'nothing_there'/,
      ],
    ];
    await Promise.all(cases.map(async ([args, code, message]) => {
      // each in a folder of its own: runs that share their logs say so on stderr
      await using place = await tempFolder();
      const found = await tessera(["run", ...args], { cwd: place.path });
      assert.equal(found.code, code, `${args.join(" ")}: ${found.stderr}`);
      assert.match(found.stderr, message);
      assert.equal(found.stdout, "");
      assert.doesNotMatch(found.stderr, /127\.0\.0\.1|\n\s+at /);
    }));
  },
});

Deno.test({
  name: "an interpreter that is missing or lacks tesseract-core ends with 3 and what to install",
  ...needs("executable", "upstream"),
  async fn() {
    await using folder = await tempFolder();
    const bare = `${folder.path}/bare/bin/python`;
    await makeBareInterpreter(`${folder.path}/bare`);
    const commands = [["run", VECTORADD, "health"], ["check", VECTORADD], [
      "check-gradients",
      VECTORADD,
      PAYLOAD,
    ]];
    for (const command of commands) {
      const lacking = await runCommand([...command, "--python", bare]);
      assert.equal(lacking.code, 3, lacking.stderr);
      assert.ok(lacking.stderr.includes(`Run: ${bare} -m pip install 'tesseract-core[runtime]`));
      const missing = await runCommand([...command, "--python", "/nowhere/python"]);
      assert.equal(missing.code, 3, missing.stderr);
      assert.match(missing.stderr, /"\/nowhere\/python" \(--python\) cannot be run[^]*\nHint: /);
    }
  },
});

Deno.test({
  name: "--python is refused where the module is not Python",
  ...needs("executable"),
  async fn() {
    const commands = [
      ["run", `${EXAMPLES}vectoradd`, "apply", PAYLOAD],
      ["check", `${EXAMPLES}vectoradd`],
      ["openapi", `${EXAMPLES}vectoradd`],
      ["test", `${EXAMPLES}vectoradd`],
      ["check-gradients", `${EXAMPLES}vectoradd`, PAYLOAD],
      ["serve", `${EXAMPLES}vectoradd`, "--port", "0"],
      ["check", "http://127.0.0.1:9"],
    ];
    for (const command of commands) {
      const { code, stderr } = await runCommand([...command, "--python", "python3"]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /Cannot use --python: /);
    }
  },
});

Deno.test({
  name: "check, openapi and test take Python modules",
  ...NEEDS,
  async fn() {
    const check = await tessera(["check", VECTORADD, "--json"]);
    assert.deepEqual(JSON.parse(check.stdout), {
      target: VECTORADD,
      kind: "module",
      endpoints: ["apply", "jacobian", "health", "abstract_eval"],
    });
    const openapi = await tessera(["openapi", VECTORADD, "--name", "adder"]);
    const document = JSON.parse(openapi.stdout);
    assert.equal(document.info.title, "adder");
    assert.ok("/abstract_eval" in document.paths);
    const test = await tessera(["test", VECTORADD, `${EXAMPLES}vectoradd/test_cases`, "--json"]);
    assert.equal(test.code, 0, test.stdout + test.stderr);
    assert.equal(JSON.parse(test.stdout).passed, 8);
  },
});

Deno.test({
  name: "test goes on after a Python process that crashed and files that are no specification",
  ...NEEDS,
  async fn() {
    const spec = (act: string) =>
      JSON.stringify({
        endpoint: "apply",
        payload: { inputs: { act } },
        "expected_exception": "RuntimeError",
      });
    await using folder = await folderWith({
      "test_1.json": spec("segfault"),
      "test_2.json": spec("throw"),
      "test_3.json": spec("nothing"),
      "test_4.json": '{"endpoint": ',
      "test_5.json": '{"endpoint": "apply"}',
    });
    const { code, stdout } = await tessera(["test", HOSTILE, folder.path, "--json"]);
    assert.equal(code, 1);
    const { cases } = JSON.parse(stdout);
    const found = cases.map(({ status, message }: Record<string, string>) =>
      `${status}: ${message}`
    );
    const wanted = [
      /^error: .*SIGSEGV/,
      /^passed: $/,
      /^failed: Expected RuntimeError, but no exception was raised/,
      /^error: Not a test specification: .*expected JSON/,
      /^error: Not a test specification: 1 validation error[^]*Field required/,
    ];
    assert.equal(found.length, wanted.length);
    wanted.forEach((pattern, at) => assert.match(found[at], pattern));
  },
});

Deno.test({
  name: "test gives each Python test the input path that its file names",
  ...NEEDS,
  async fn() {
    const module = `from pydantic import BaseModel
from tesseract_core.runtime.config import get_config

class InputSchema(BaseModel):
    name: str

class OutputSchema(BaseModel):
    text: str

def apply(inputs: InputSchema) -> OutputSchema:
    return OutputSchema(text=open(f"{get_config().input_path}/{inputs.name}").read())
`;
    const spec = (folder: string) =>
      JSON.stringify({
        endpoint: "apply",
        payload: { inputs: { name: "x.txt" } },
        "expected_outputs": { text: folder },
        "cli_config": { "input_path": `../${folder}` },
      });
    await using folder = await folderWith({
      "tesseract_api.py": module,
      "one/x.txt": "one",
      "two/x.txt": "two",
      "test_cases/test_1.json": spec("one"),
      "test_cases/test_2.json": spec("two"),
    });
    const { code, stdout, stderr } = await tessera(["test", folder.path]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^2 passed/m);
  },
});

Deno.test({
  name: "check-gradients has a Python module checked by its tesseract-core",
  ...NEEDS,
  async fn() {
    const check = (...args: string[]) => tessera(["check-gradients", ...args]);
    const right = await check(
      VECTORADD,
      PAYLOAD,
      "--seed",
      "3",
      "--eps-for=a=1e-3",
      "--max-evals=20",
    );
    assert.equal(right.code, 0, right.stderr);
    assert.match(
      right.stdout,
      /^✅ Gradient check for jacobian passed ✅ \(0 failures \/ \d+ checks\)$/m,
    );
    const wrongKeys = '{"inputs": {"x": [1, 2], "label": "wrong keys"}}';
    const wrong = await check(
      GRADIENTS,
      wrongKeys,
      "--endpoints=jacobian",
      "--json",
      "--seed=7",
      "--max-evals=20",
    );
    assert.equal(wrong.code, 1, wrong.stderr);
    const { endpoints, passed, seed } = JSON.parse(wrong.stdout);
    assert.deepEqual([passed, seed], [false, 7]);
    assert.match(endpoints[0].failures[0].exception, /ValidationError/);
    const unknown = await check(VECTORADD, PAYLOAD, "--input-paths", "x");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Input path x not found in differentiable paths/);
    const invalid = await check(VECTORADD, "{}");
    assert.equal(invalid.code, 2);
    assert.match(invalid.stderr, /validation error for ApplyInputSchema/);
  },
});

Deno.test({
  name: "tesseract-runtime runs a Python module as upstream's own program does",
  ...NEEDS,
  async fn() {
    await using folder = await tempFolder();
    const options = { cwd: folder.path, env: { TESSERACT_API_PATH: VECTORADD } };
    const spec = JSON.stringify({
      endpoint: "apply",
      payload: JSON.parse(PAYLOAD),
      "expected_outputs": { result: [4.0, 7.5] },
    });
    const commands: [string[], { stderr: RegExp }?][] = [
      [["apply", PAYLOAD]],
      [["--output-format", "json+base64", "apply", PAYLOAD]],
      [[
        "abstract-eval",
        '{"inputs": {"a": {"shape": [2], "dtype": "float64"}, "b": {"shape": [2], "dtype": "float64"}}}',
      ]],
      [["health"]],
      [["test", spec]],
      [["openapi-schema"]],
      [["check"], { stderr: /✅ Tesseract API check successful ✅/ }],
      [["check-gradients", PAYLOAD, "--max-evals", "20"], {
        stderr: /✅ Gradient check for jacobian passed ✅/,
      }],
      [["check-gradients", PAYLOAD, "--endpoints", "x"], { stderr: /Endpoint x not found/ }],
      [["apply", '{"inputs": {"a": [1]}}'], {
        stderr: /Invalid value for payload: 1 validation error/,
      }],
      [["jacobian-vector-product", "{}"], { stderr: /No such command 'jacobian-vector-product'/ }],
      [["--help"], { stderr: /abstract-eval/ }],
    ];
    const global = ["--output-path", folder.path];
    const outcomes = await runUpstream(VECTORADD, commands.map(([args]) => [...global, ...args]));
    for (const [at, theirs] of outcomes.entries()) {
      const [args, told] = commands[at] ?? [[]];
      const python = ["tesseract-runtime", "--python", upstreamPython()];
      const ours = await runCommand([...python, ...global, ...args], options);
      assert.equal(ours.code, theirs.code, `${args.join(" ")}: ${ours.stderr}`);
      assert.equal(ours.stdout, theirs.stdout, args.join(" "));
      if (told === undefined) continue;
      assert.match(theirs.stderr.replaceAll(/[│\s]+/g, " "), told.stderr);
      assert.match(ours.stderr, told.stderr);
    }
  },
});

Deno.test({
  name: "run --debug has debugpy listen while it calls a Python module",
  ...NEEDS,
  async fn() {
    const args = ["run", VECTORADD, "apply", PAYLOAD, "--debug"];
    const { code, stdout, stderr } = await tessera(args, { env: { TESSERACT_DEBUGPY_PORT: "0" } });
    assert.equal(code, 0, stderr);
    assert.equal(stdout, RESULT);
    assert.match(stderr, /^Debugger listening on 127\.0\.0\.1:\d+\n$/);
    const refused = await tessera(args, { env: { TESSERACT_DEBUGPY_PORT: "many" } });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /TESSERACT_DEBUGPY_PORT: found "many", expected a port number/);
  },
});

Deno.test({
  name:
    "a Python process and its files are gone after --timeout and Ctrl-C, and it may clean up first",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({
      "slow.py": SLOW,
      "loading.py": SLOW + "apply(InputSchema())\n",
    });
    await using scratch = await tempFolder();
    const ended = async (
      module: string,
      args: string[],
      act: (command: BackgroundProcess) => void,
    ) => {
      const argv = ["run", `${folder.path}/${module}`, "apply", '{"inputs": {}}', ...args];
      const env = { TMPDIR: scratch.path };
      await using command = new BackgroundProcess(
        [executablePath(), ...argv, "--python", upstreamPython()],
        { cwd: folder.path, env },
      );
      while (!/^pid \d+/m.test(command.stderr) && !command.hasEnded) await command.stderrChange();
      act(command);
      const { code } = await command.status;
      while (!command.hasEnded) await command.stderrChange();
      await isGone(Number(/^pid (\d+)/m.exec(command.stderr)?.[1]));
      assert.deepEqual(await namesIn(scratch), []);
      return { code, stderr: command.stderr };
    };
    const interrupt = (command: BackgroundProcess) => command.kill("SIGINT");
    const interrupted = await ended("slow.py", [], interrupt);
    assert.equal(interrupted.code, 130);
    assert.match(interrupted.stderr, /cleaned up\n[^]*Cannot finish "apply": it was interrupted/);
    assert.equal((await ended("loading.py", [], interrupt)).code, 130);
    const late = await ended("slow.py", ["--timeout", "5s"], () => {});
    assert.equal(late.code, 124);
    assert.match(
      late.stderr,
      /cleaned up\n[^]*it took longer than 5 s\nHint: Pass a longer --timeout/,
    );
  },
});

Deno.test({
  name: "check-gradients of a Python module ends with its process after Ctrl-C",
  ...NEEDS,
  async fn() {
    await using folder = await folderWith({
      "checking.py": SLOW_GRADIENT,
      "loading.py": `import os, time\nprint("pid", os.getpid(), flush=True)\ntime.sleep(600)\n`,
    });
    for (const [module, told] of [["checking.py", ""], ["loading.py", "it was interrupted"]]) {
      const argv = ["check-gradients", `${folder.path}/${module}`, '{"inputs": {"a": [1, 2]}}'];
      await using command = new BackgroundProcess(
        [executablePath(), ...argv, "--python", upstreamPython()],
        { cwd: folder.path },
      );
      while (!/^pid \d+/m.test(command.stderr) && !command.hasEnded) await command.stderrChange();
      command.kill("SIGINT");
      assert.equal((await command.status).code, 130, command.stderr);
      while (!command.hasEnded) await command.stderrChange();
      assert.ok(command.stderr.includes(told ?? ""), command.stderr);
      assert.doesNotMatch(command.stderr, /Traceback/);
      await isGone(Number(/^pid (\d+)/m.exec(command.stderr)?.[1]));
    }
  },
});

/** An environment without packages: what `python -m venv --without-pip` makes, without its second. */
async function makeBareInterpreter(folder: string): Promise<void> {
  const { code, stderr } = await runCommand(["-m", "venv", "--without-pip", folder], {
    program: upstreamPython(),
  });
  assert.equal(code, 0, stderr);
}

async function namesIn({ path }: TempFolder): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
}
