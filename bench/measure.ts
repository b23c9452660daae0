/** What every part of the benchmark measures with. @module */

import { dirname, join } from "node:path";
import { measure } from "./load.ts";
import type { Row } from "./report.ts";
import type { BenchServer } from "./servers.ts";

/** The root of the repository. */
export const ROOT = dirname(import.meta.dirname ?? ".");
/** The executable under measurement. */
export const BINARY = Deno.env.get("TESSERA_TEST_EXECUTABLE") ?? join(ROOT, "dist/tessera");
/** A Python with tesseract-core. */
export const PYTHON = Deno.env.get("TESSERA_TEST_PYTHON") ?? join(ROOT, ".cache/venv/bin/python");
const ROUNDS = 3;

/** Both servers, of the same module. */
export interface Pair {
  readonly upstream: BenchServer;
  readonly tessera: BenchServer;
}

/** The middle value. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Runs both in turn and takes the median of each. */
export async function inTurn(
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

/** A figure of wrk for both servers, warmed and taken in turn. */
export async function served(
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

/** Seconds from the start of a program to its end. */
export async function wholeProcess(
  command: string,
  options: { args: string[]; cwd: string; env?: Record<string, string> },
): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(command, { ...options, stdout: "null" }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - start) / 1000;
}

/** A row about a time: upstream's, then ours. */
export function row(work: string, unit: string, pair: number[], wantedRatio: number): Row {
  const [upstream = NaN, tessera = NaN] = pair;
  return { work, unit, upstream, tessera, wantedRatio, bound: null, moreIsBetter: false };
}

/** Seconds of a call by the official client: 10 million float64, its defaults. */
export async function pythonClient(url: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(PYTHON, {
    args: [join(ROOT, "bench/upstream/client.py"), url, "10000000", "4"],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const seconds = new TextDecoder().decode(stdout).trim().split("\n").map(Number);
  return median(seconds.slice(1));
}
