/** A module in Python: upstream's own server beside ours, with the same interpreter and the same bytes. @module */

import { join } from "node:path";
import { BINARY, inTurn, median, type Pair, PYTHON, pythonClient, row, served } from "./measure.ts";
import type { Row } from "./report.ts";
import { startTesseraOnPython, startUpstream } from "./servers.ts";

const STARTS = 5;

/** The rows about modules in Python. */
export async function pythonModuleRows(
  scripts: ReadonlyMap<string, string>,
  dir: string,
): Promise<Row[]> {
  const tiny = scripts.get("tiny") ?? "";
  return [
    ...await smallRows(tiny, dir),
    await twoWorkersRow(tiny, dir),
    ...await largeRows(scripts.get("base64Large") ?? "", dir),
    await startRow(),
  ];
}

async function smallRows(script: string, dir: string): Promise<Row[]> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTesseraOnPython(BINARY, PYTHON, dir);
  const pair = { upstream, tessera };
  const times = await served(pair, script, { connections: 1, seconds: 3, figure: "medianMs" });
  return [
    row("Python module, tiny body, 1 connection, median", "ms", times, 2.5),
    rates("Python module, tiny body, 8 connections", await ratesOf(pair, script), 4),
  ];
}

async function twoWorkersRow(script: string, dir: string): Promise<Row> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTesseraOnPython(BINARY, PYTHON, dir, ["--num-workers", "2"]);
  const figures = await ratesOf({ upstream, tessera }, script);
  return rates("the same, two workers to upstream's one", figures, 6);
}

async function largeRows(script: string, dir: string): Promise<Row[]> {
  await using upstream = await startUpstream(PYTHON, dir);
  await using tessera = await startTesseraOnPython(BINARY, PYTHON, dir);
  const options = { connections: 1, seconds: 8, figure: "medianMs" } as const;
  const times = await served({ upstream, tessera }, script, options);
  const client = await inTurn(() => pythonClient(upstream.url), () => pythonClient(tessera.url));
  return [
    row("Python module, 10 million float64, base64 both ways", "ms", times, 1.8),
    row("Python module, the official client, 10 million, its defaults", "s", client, 4),
  ];
}

/** Milliseconds to ready that are not the interpreter's import of tesseract-core. */
async function startRow(): Promise<Row> {
  const overheads: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const bare = await timeOf(PYTHON, [
      "-c",
      "import tesseract_core.runtime.core, numpy, pydantic",
    ]);
    const module = join(import.meta.dirname ?? ".", "upstream/tesseract_api.py");
    // health needs no schemas: what is measured is a process that could take its first call
    const whole = await timeOf(BINARY, ["run", module, "health", "--python", PYTHON]);
    overheads.push(whole - bare);
  }
  return {
    work: "Python module, from start to ready, over the import of tesseract-core",
    unit: "ms",
    upstream: null,
    tessera: median(overheads),
    wantedRatio: null,
    bound: 150,
    moreIsBetter: false,
  };
}

async function timeOf(command: string, args: string[]): Promise<number> {
  const startMs = performance.now();
  const { code, stderr } = await new Deno.Command(command, { args, stdout: "null" }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return performance.now() - startMs;
}

function ratesOf(pair: Pair, script: string): Promise<[number, number]> {
  return served(pair, script, { connections: 8, seconds: 4, figure: "requestsPerSec" });
}

function rates(work: string, figures: [number, number], wanted: number): Row {
  return { ...row(work, "requests/s", figures, wanted), moreIsBetter: true };
}
