/**
 * Measures the executable beside upstream's server in one run: same module, same bytes, same load
 * generator, both warmed, taken in turn. Needs wrk, the compiled executable and a Python with
 * tesseract-core; prints the table and, with `--write`, keeps it in bench/README.md. `--only=NAMES`
 * measures some parts: shell, served, large, client, huge, idle.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { base64Body, writeBodies } from "./bodies.ts";
import { measure } from "./load.ts";
import { isReached, type Row, table } from "./report.ts";
import { tempFolder } from "../tests/e2e/support/temp_folder.ts";
import { type BenchServer, startTessera, startUpstream } from "./servers.ts";

const ROOT = dirname(import.meta.dirname ?? ".");
const BINARY = Deno.env.get("TESSERA_TEST_EXECUTABLE") ?? join(ROOT, "dist/tessera");
const PYTHON = Deno.env.get("TESSERA_TEST_PYTHON") ?? join(ROOT, ".cache/venv/bin/python");
const ROUNDS = 3;

interface Pair {
  readonly upstream: BenchServer;
  readonly tessera: BenchServer;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Runs both in turn and takes the median of each. */
async function inTurn(
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[number, number]> {
  const ones: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ones.push(await one());
    others.push(await other());
  }
  return [median(ones), median(others)];
}

async function served(
  { upstream, tessera }: Pair,
  script: string,
  options: { connections: number; seconds: number; figure: "medianMs" | "requestsPerSec" },
): Promise<[number, number]> {
  const run = async (server: BenchServer): Promise<number> =>
    (await measure(server.url, { script, ...options }))[options.figure];
  await run(upstream);
  await run(tessera);
  return await inTurn(() => run(upstream), () => run(tessera));
}

async function wholeProcess(
  command: string,
  options: { args: string[]; cwd: string; env?: Record<string, string> },
): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(command, { ...options, stdout: "null" }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - start) / 1000;
}

async function shellRow(): Promise<Row> {
  const payload = '{"inputs":{"a":[1,2,3],"s":2}}';
  const env = { TESSERACT_API_PATH: join(ROOT, "bench/upstream/tesseract_api.py") };
  await using folder = await tempFolder(); // upstream leaves its logs where it runs
  const upstream = {
    args: ["-m", "tesseract_core.runtime", "apply", payload],
    cwd: folder.path,
    env,
  };
  const tessera = {
    args: ["run", join(ROOT, "bench/module"), "apply", payload],
    cwd: folder.path,
  };
  await wholeProcess(PYTHON, upstream);
  await wholeProcess(BINARY, tessera);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 11; round++) {
    times[0].push(await wholeProcess(PYTHON, upstream));
    times[1].push(await wholeProcess(BINARY, tessera));
  }
  return row("one call from the shell, whole process, tiny input", "s", times.map(median), 5);
}

function row(work: string, unit: string, pair: number[], wantedRatio: number): Row {
  const [upstream = NaN, tessera = NaN] = pair;
  return { work, unit, upstream, tessera, wantedRatio, bound: null, moreIsBetter: false };
}

async function pythonClient(url: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(PYTHON, {
    args: [join(ROOT, "bench/upstream/client.py"), url, "10000000", "4"],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const seconds = new TextDecoder().decode(stdout).trim().split("\n").map(Number);
  return median(seconds.slice(1));
}

/** 134 million float64: works, and peak memory against the body's size. */
async function hugeRow(): Promise<Row> {
  await using server = await startTessera(BINARY);
  const length = 134_217_728;
  let bodyBytes = 0;
  const pieces = base64Body(length);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done === true || value === undefined) return controller.close();
      const bytes = new TextEncoder().encode(value);
      bodyBytes += bytes.byteLength;
      controller.enqueue(bytes);
    },
  });
  const head = [...base64Body(0)].join("").length + String(length).length - 1;
  const response = await fetch(`${server.url}/apply`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-length": String(head + Math.ceil(length * 8 / 3 / 1) + 8),
    },
    body,
  });
  let answerBytes = 0;
  for await (const chunk of response.body ?? []) answerBytes += chunk.byteLength;
  if (response.status !== 200 || answerBytes < length * 8) {
    throw new Error(`134 million float64: status ${response.status}, ${answerBytes} bytes`);
  }
  return {
    work: `134 million float64 (${(bodyBytes / 1e9).toFixed(2)} GB), peak memory over body`,
    unit: "×",
    upstream: null,
    tessera: await server.peakMib() * 1024 * 1024 / bodyBytes,
    wantedRatio: null,
    bound: 3,
    moreIsBetter: false,
  };
}

async function idleRow(dir: string): Promise<Row> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTessera(BINARY);
  return {
    work: "idle server, resident memory",
    unit: "MiB",
    upstream: await upstream.residentMib(),
    tessera: await tessera.residentMib(),
    wantedRatio: null,
    bound: 110,
    moreIsBetter: false,
  };
}

async function servedRows(scripts: Map<string, string>, dir: string): Promise<Row[]> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTessera(BINARY);
  const pair = { upstream, tessera };
  const median1 = { connections: 1, figure: "medianMs" } as const;
  const script = (name: string): string => scripts.get(name) ?? "";
  const time = async (work: string, name: string, seconds: number, wanted: number): Promise<Row> =>
    row(work, "ms", await served(pair, script(name), { ...median1, seconds }), wanted);
  const rows = [
    await time("served, tiny body, 1 connection, median", "tiny", 3, 5),
    {
      ...row(
        "served, tiny body, 8 connections",
        "requests/s",
        await served(pair, script("tiny"), {
          connections: 8,
          seconds: 4,
          figure: "requestsPerSec",
        }),
        12,
      ),
      moreIsBetter: true,
    },
    await time("served, 100,000 float64, base64 both ways, 1 connection", "base64Small", 3, 3),
    await time("1 million", "base64Medium", 4, 3),
    await time("100,000 as JSON lists both ways", "list", 4, 3),
  ];
  return rows;
}

async function largeRows(scripts: Map<string, string>, dir: string): Promise<Row[]> {
  await using tessera = await startTessera(BINARY);
  await using upstream = await startUpstream(PYTHON, dir);
  const script = scripts.get("base64Large") ?? "";
  const options = { connections: 1, figure: "medianMs", seconds: 8 } as const;
  const times = await served({ upstream, tessera }, script, options);
  return [row("10 million (107 MB each way)", "ms", times, 2.5), {
    work: "10 million, peak memory",
    unit: "MiB",
    upstream: await upstream.peakMib(),
    tessera: await tessera.peakMib(),
    wantedRatio: null,
    bound: 450,
    moreIsBetter: false,
  }];
}

async function clientRow(dir: string): Promise<Row> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTessera(BINARY);
  return row(
    "the official Python client, 10 million, its defaults",
    "s",
    await inTurn(() => pythonClient(upstream.url), () => pythonClient(tessera.url)),
    5,
  );
}

const dir = await Deno.makeTempDir({ prefix: "tessera-bench-" });
try {
  const scripts = await writeBodies(dir);
  const parts: Record<string, () => Promise<Row[]>> = {
    shell: async () => [await shellRow()],
    served: () => servedRows(scripts, dir),
    large: () => largeRows(scripts, dir),
    client: async () => [await clientRow(dir)],
    huge: async () => [await hugeRow()],
    idle: async () => [await idleRow(dir)],
  };
  const only = Deno.args.find((arg) => arg.startsWith("--only="))?.slice(7).split(",");
  const rows: Row[] = [];
  for (const [name, measurePart] of Object.entries(parts)) {
    if (only === undefined || only.includes(name)) rows.push(...await measurePart());
  }
  const cpu = /^model name\s*:\s*(.*)$/m.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1];
  const machine = `${navigator.hardwareConcurrency} cores, ${cpu ?? "unknown processor"}`;
  const text = `${table(rows)}\n\nMeasured on ${machine}.\n`;
  await Deno.stdout.write(new TextEncoder().encode(text));
  if (Deno.args.includes("--write")) await keep(text);
  Deno.exitCode = rows.every(isReached) ? 0 : 1;
} finally {
  await Deno.remove(dir, { recursive: true });
}

/** Replaces the table in bench/README.md. */
async function keep(text: string): Promise<void> {
  const path = join(ROOT, "bench/README.md");
  const readme = await Deno.readTextFile(path);
  const [before = ""] = readme.split("<!-- table -->");
  const after = readme.split("<!-- /table -->")[1] ?? "\n";
  await Deno.writeTextFile(
    path,
    `${before}<!-- table -->\n\n${text}\n<!-- /table -->${after}`,
  );
}
