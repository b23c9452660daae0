/** Full disks, read-only disks, kill -9 and crowds leave whole files or none. */

import assert from "node:assert/strict";
import { BackgroundProcess } from "../e2e/support/background_process.ts";
import { runCommand } from "../e2e/support/command.ts";
import { startTessera } from "../e2e/support/servers.ts";
import { tempFolder } from "../e2e/support/temp_folder.ts";
import { executablePath, needs } from "../requirements.ts";
import { mountedFolder } from "./support/mounted_folder.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;
const FITS = 12;
const STEPS = 500;
/** 75 MB of numbers, which are 100 MB of base64. */
const LARGE_COUNT = 9_375_000;

for (const format of ["json", "json+base64", "json+binref"]) {
  Deno.test({
    name: `run --output-format ${format} on a full disk says so and leaves no half result`,
    ...needs("executable", "mounts"),
    async fn() {
      await using inputs = await tempFolder();
      await using disk = await mountedFolder("size=1m");
      const argv = await vectoraddArgs(inputs.path, disk.path, { count: 300_000, format });
      const { code, stderr } = await runCommand(argv);
      assert.equal(code, 3, stderr);
      assert.match(stderr, /^Error: Cannot write /m);
      assert.match(stderr, /^Hint: Free some space/m);
      assert.match(stderr, /No space left on device/);
      assertNoHalfFile(await names(disk.path));
    },
  });
}

Deno.test({
  name: "run ends with 3 and a hint where the output folder is read-only",
  ...needs("executable", "mounts"),
  async fn() {
    await using inputs = await tempFolder();
    await using disk = await mountedFolder("size=1m,ro");
    const argv = await vectoraddArgs(inputs.path, disk.path, { count: 3, format: "json" });
    const { code, stderr } = await runCommand(argv);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^Error: Cannot use output folder ".*": it is not writable\n/);
    assert.match(stderr, /\nHint: .*--output-path/);
  },
});

Deno.test({
  name: "run that is killed while it writes 100 MB leaves a whole result or none",
  ...needs("executable"),
  async fn() {
    await using inputs = await tempFolder();
    await using output = await tempFolder();
    const options = { count: LARGE_COUNT, format: "json+base64" };
    const argv = await vectoraddArgs(inputs.path, output.path, options);
    using watcher = Deno.watchFs(output.path, { recursive: false });
    await using run = new BackgroundProcess([executablePath(), ...argv]);
    // the end of the run ends the watch
    void run.status.then(() => watcher[Symbol.dispose]());
    const bytes = await killAfterFirstBytes(run, watcher);
    await run.stop("SIGKILL");
    assert.ok(bytes > 0, `it ended before anything was written: ${run.stderr}`);
    if (!(await names(output.path)).includes("r.json")) return;
    const { result } = JSON.parse(await Deno.readTextFile(`${output.path}/r.json`));
    assert.equal(result.data.buffer.length, LARGE_COUNT * 8 / 3 * 4);
  },
});

Deno.test({
  name: "two servers and a run on one output folder keep their answers and metrics apart",
  ...needs("executable"),
  async fn() {
    await using output = await tempFolder();
    const target = `${EXAMPLES}metrics`;
    await using first = await startTessera(target, { outputPath: output.path });
    await using second = await startTessera(target, { outputPath: output.path });
    const run = runCommand(
      ["run", target, "apply", fitBody(0), "--output-path", output.path],
    );
    const answers = Array.from({ length: FITS }, async (_, index) => {
      const { url } = index % 2 === 0 ? first : second;
      const headers = { "content-type": "application/json" };
      const body = fitBody(index + 1);
      const response = await fetch(`${url}/apply`, { method: "POST", headers, body });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      assert.ok(Math.abs(JSON.parse(text).slope - index - 1) < 1e-6, text);
    });
    const [{ code, stdout, stderr }] = await Promise.all([run, ...answers]);
    assert.equal(code, 0, stderr);
    assert.ok(Math.abs(JSON.parse(stdout).slope) < 1e-6, stdout);
    const files = (await names(output.path)).filter((name) => name.endsWith("metrics.csv"));
    assert.equal(files.length, FITS + 1, files.join("\n"));
    for (const file of files) await assertWholeMetrics(`${output.path}/${file}`);
  },
});

/** The command line of an addition of two equal vectors of zeros, read from a file. */
async function vectoraddArgs(
  inputs: string,
  output: string,
  { count, format }: { count: number; format: string },
): Promise<string[]> {
  await Deno.writeFile(`${inputs}/zeros.bin`, new Uint8Array(count * 8));
  const data = { buffer: "zeros.bin:0", encoding: "binref" };
  const vector = { "object_type": "array", shape: [count], dtype: "float64", data };
  const payload = JSON.stringify({ inputs: { a: vector, b: vector } });
  return [
    ...["run", `${EXAMPLES}vectoradd`, "apply", payload, "--input-path", inputs],
    ...["--output-path", output, "--output-file", "r.json", "--output-format", format],
  ];
}

/** A request to fit y = slope·x. */
function fitBody(slope: number): string {
  const x = [0, 1, 2, 3];
  return JSON.stringify({ inputs: { x, y: x.map((at) => slope * at), steps: STEPS } });
}

/** Kills a run as soon as a file of its result holds something; gives how many bytes that was. */
async function killAfterFirstBytes(
  run: BackgroundProcess,
  watcher: Deno.FsWatcher,
): Promise<number> {
  let bytes = 0;
  for await (const { paths } of watcher) {
    for (const path of paths.filter((path) => /\/r\.json.*\.part$/.test(path))) {
      if (bytes === 0) bytes = await sizeOf(path);
      if (bytes > 0) run.kill("SIGKILL");
    }
  }
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** Every step once, in order, as only one run's lines can be. */
async function assertWholeMetrics(path: string): Promise<void> {
  const [header, ...lines] = (await Deno.readTextFile(path)).trimEnd().split("\r\n");
  assert.equal(header, "timestamp,key,value,step");
  const steps = lines.map((line) => Number(/^[^,]+,error,[^,]+,(\d+)$/.exec(line)?.[1]));
  assert.deepEqual(steps, Array.from({ length: STEPS }, (_, step) => step), path);
}

function assertNoHalfFile(found: readonly string[]): void {
  const half = found.filter((name) => /(^|\/)r\.json$|\.part$|\.bin$/.test(name));
  assert.deepEqual(half, []);
}

/** Every file below a folder, relative to it. */
async function names(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${prefix}`)) {
    if (isDirectory) found.push(...await names(folder, `${prefix}${name}/`));
    else found.push(prefix + name);
  }
  return found;
}
