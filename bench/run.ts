/**
 * Measures the executable beside upstream's server in one run: same module, same bytes, same load
 * generator, both warmed, taken in turn. Needs wrk, the compiled executable and a Python with
 * tesseract-core; prints the table and, with `--write`, keeps it in bench/README.md. `--only=NAMES`
 * measures some parts: shell, served, large, client, huge, idle; python, a module in Python under both; jobs, sweeps and
 * submissions beside HyperQueue, submitit and sbatch.
 *
 * @module
 */

import { join } from "node:path";
import { tempFolder } from "../tests/e2e/support/temp_folder.ts";
import { base64Body, writeBodies } from "./bodies.ts";
import { jobRows } from "./jobs.ts";
import {
  BINARY,
  inTurn,
  median,
  PYTHON,
  pythonClient,
  ROOT,
  row,
  served,
  wholeProcess,
} from "./measure.ts";
import { pythonModuleRows } from "./python_module.ts";
import { isReached, type Row, table } from "./report.ts";
import { startTessera, startUpstream } from "./servers.ts";

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
  const isAsked = (name: string) => only === undefined || only.includes(name);
  const rows: Row[] = [];
  for (const [name, measurePart] of Object.entries(parts)) {
    if (isAsked(name)) rows.push(...await measurePart());
  }
  const tables = [
    { name: "table", other: "upstream 1.15", rows },
    {
      name: "python table",
      other: "upstream 1.15",
      rows: isAsked("python") ? await pythonModuleRows(scripts, dir) : [],
    },
    { name: "jobs table", other: "the other", rows: isAsked("jobs") ? await jobRows() : [] },
  ];
  const cpu = /^model name\s*:\s*(.*)$/m.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1];
  const machine = `${navigator.hardwareConcurrency} cores, ${cpu ?? "unknown processor"}`;
  for (const { name, other, rows } of tables) {
    if (rows.length === 0) continue;
    const text = `${table(rows, other)}\n\nMeasured on ${machine}.\n`;
    await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
    // a part of the first table alone would take the place of the whole
    const isWhole = name !== "table" || only === undefined;
    if (Deno.args.includes("--write") && isWhole) await keep(name, text);
  }
  Deno.exitCode = tables.every(({ rows }) => rows.every(isReached)) ? 0 : 1;
} finally {
  await Deno.remove(dir, { recursive: true });
}

/** Replaces a table in bench/README.md. */
async function keep(name: string, text: string): Promise<void> {
  const path = join(ROOT, "bench/README.md");
  const readme = await Deno.readTextFile(path);
  const [before = ""] = readme.split(`<!-- ${name} -->`);
  const after = readme.split(`<!-- /${name} -->`)[1] ?? "\n";
  await Deno.writeTextFile(
    path,
    `${before}<!-- ${name} -->\n\n${text}\n<!-- /${name} -->${after}`,
  );
}
