/** What a sweep found, for people and programs. @module */

import { relative } from "node:path";
import * as z from "zod/mini";
import { formatDurationMs } from "../../../core/duration.ts";
import type { OpenSweep } from "../../../jobs/sweep/folder.ts";
import { readLines } from "../../../jobs/sweep/read_lines.ts";
import { readHead } from "../../../jobs/sweep/result_line.ts";
import type { CliIo } from "../../io.ts";
import { formatTable, writeJson, writeReport } from "../../output.ts";
import { grouped, rateText } from "./progress.ts";

/** Failed points that are listed with their errors. */
const MAX_LISTED = 10;
const MAX_ERROR_CHARACTERS = 200;

/** A point that failed. */
export interface FailedPoint {
  readonly index: number;
  readonly error: string;
}

/** What there is to tell of a complete sweep. */
export interface SweepReport {
  readonly open: OpenSweep;
  readonly succeeded: number;
  readonly failed: number;
  /** Points that this command worked on, or saw others work on. */
  readonly doneNow: number;
  /** How long this command took. */
  readonly durationMs: number;
}

/** Writes the report to stdout. */
export async function writeSweepReport(
  report: SweepReport,
  { json, io }: { readonly json: boolean; readonly io: CliIo },
): Promise<void> {
  const { open: { folder, sweep }, succeeded, failed, doneNow, durationMs } = report;
  const failures = failed === 0 ? [] : await readFailures(folder.results, MAX_LISTED);
  if (json) {
    writeJson(io, {
      name: sweep.name,
      folder: folder.path,
      results: folder.results,
      points: sweep.count,
      succeeded,
      failed,
      failures,
      seconds: Math.round(durationMs) / 1_000,
    });
    return;
  }
  const pace = doneNow === 0 ? "" : `, ${rateText(doneNow / durationMs * 1_000)}`;
  const rows = [
    ["results", shownPath(folder.results)],
    ["points", grouped(sweep.count)],
    ["succeeded", grouped(succeeded)],
    ["failed", grouped(failed)],
    ["time", `${formatDurationMs(durationMs)}${pace}`],
  ];
  writeReport(io, formatTable(rows) + failureText(failures, failed));
}

function failureText(failures: readonly FailedPoint[], failed: number): string {
  const lines = failures.map(({ index, error }) => `  ${index}: ${firstLine(error)}\n`);
  const more = failed > failures.length ? `  and ${grouped(failed - failures.length)} more\n` : "";
  return lines.length === 0 ? "" : `Failed points:\n${lines.join("")}${more}`;
}

const Line = z.object({ index: z.number(), error: z.string() });

/** The first failed points of a complete sweep. */
export async function readFailures(results: string, limit: number): Promise<FailedPoint[]> {
  const failures: FailedPoint[] = [];
  await readLines(results, 0, (line) => {
    if (readHead(line)?.hasSucceeded !== false) return true;
    failures.push(Line.parse(JSON.parse(new TextDecoder().decode(line))));
    return failures.length < limit;
  });
  return failures;
}

function firstLine(error: string): string {
  const [first = ""] = error.split("\n");
  return first.length > MAX_ERROR_CHARACTERS ? `${first.slice(0, MAX_ERROR_CHARACTERS)}…` : first;
}

function shownPath(path: string): string {
  const near = relative(Deno.cwd(), path);
  return near.startsWith("..") ? path : near;
}
