/** What `tessera sweep` does. @module */

import { resolve } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { getBackend } from "../../jobs/registry.ts";
import { createSweep, discardSweep, type OpenSweep, openSweep } from "../../jobs/sweep/folder.ts";
import { keepSettings } from "../../jobs/sweep/settings.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { writeJson, writeNote } from "../output.ts";
import type { RemoteTarget } from "../remote.ts";
import { describeSweep, type WantedSweep } from "./sweep/describe_sweep.ts";
import { askedSettings, refuseJobOptions, type SweepOptions } from "./sweep/options.ts";
import { grouped } from "./sweep/progress.ts";
import { writeSweepReport } from "./sweep/report.ts";
import { stopSignals } from "./sweep/stop_signals.ts";
import { backendOf, sweepAsJob } from "./sweep/submit.ts";
import { type WorkEnd, workOnSweep } from "./sweep/work.ts";
import { sweepWorker } from "./sweep/worker.ts";

/** What to sweep over. */
export interface SweepArguments {
  readonly target: string | undefined;
  readonly endpoint: string | undefined;
}

/** Points that `--dry-run` shows. */
const SHOWN_POINTS = 3;

/**
 * Calls an endpoint for many points.
 *
 * @returns 0 when every point succeeded, 1 when some failed, 130 when it was interrupted.
 */
export async function sweep(
  call: SweepArguments,
  options: SweepOptions,
  io: CliIo,
): Promise<number> {
  if (options.worker !== undefined) return await sweepWorker(options.worker, io);
  if (options.resume !== undefined) return await resumed(options.resume, call, options, io);
  if (call.target === undefined) {
    throw new TesseraError("usage", "Cannot start the sweep: found no TARGET", {
      hint: "Name a module and a file of points: tessera sweep ./solver apply --over grid.yaml",
    });
  }
  checkPlace(options.on ?? "local", options);
  const { target, endpoint = "apply" } = call;
  const wanted = await describeSweep({ target, endpoint }, options, io);
  if (options.dryRun) return showPoints(wanted, options, io);
  const open = await createSweep(wanted.path, wanted.sweep, wanted.overText);
  const { remote } = wanted;
  try {
    return await goOn(open, { options, io, remote });
  } catch (error) {
    // a mistake, such as a wrong endpoint, must not be in the way of the command that is put right
    const isHere = (options.on ?? "local") === "local"; // a job may have been submitted
    if (isHere && !open.isResumed) await discardSweep(open);
    throw error;
  }
}

async function resumed(
  path: string,
  { target }: SweepArguments,
  options: SweepOptions,
  io: CliIo,
): Promise<number> {
  const fixed = {
    TARGET: target,
    "--over": options.over,
    "--output-path": options.outputPath,
    "--output-format": options.outputFormat,
    "--input-path": options.inputPath,
    "--name": options.name,
  };
  const given = Object.entries(fixed).find(([, value]) => value !== undefined)?.[0];
  if (given !== undefined) {
    throw new TesseraError(
      "usage",
      `Cannot use ${given} with --resume: the folder has it already`,
      {
        hint: `Leave ${given} out`,
      },
    );
  }
  const open = await openSweep(resolve(path));
  if (options.dryRun) return showPoints(open, options, io);
  return await goOn(open, { options, io });
}

/** @throws {TesseraError} `usage` for a place that there is not, or options that mean nothing there. */
function checkPlace(backend: string, options: SweepOptions): void {
  if (getBackend(backend).name === "local") refuseJobOptions(options);
}

interface GoOnOptions {
  readonly options: SweepOptions;
  readonly io: CliIo;
  readonly remote?: RemoteTarget | undefined;
}

async function goOn(open: OpenSweep, { options, io, remote }: GoOnOptions): Promise<number> {
  const backend = await backendOf(open, options);
  checkPlace(backend, options);
  const settings = await keepSettings(open.folder, askedSettings(options));
  const startMs = performance.now();
  using stop = stopSignals(io);
  tellStart(open, io);
  const { signal } = stop;
  const retryFailed = options.retryFailed ?? false;
  const end = backend === "local"
    ? await workOnSweep(open, { settings, io, signal, remote, retryFailed, isKeeper: true })
    : await sweepAsJob(open, { backend, options, settings, io, signal, remote });
  if (end === undefined) return EXIT.ok;
  return await finish(open, end, { options, io, durationMs: performance.now() - startMs });
}

async function finish(
  open: OpenSweep,
  { kind, tally, doneBefore }: WorkEnd,
  { options, io, durationMs }: { options: SweepOptions; io: CliIo; durationMs: number },
): Promise<number> {
  if (kind === "complete") {
    const { succeeded, failed } = tally;
    const doneNow = Math.max(0, tally.done - doneBefore);
    const report = { open, succeeded, failed, doneNow, durationMs };
    await writeSweepReport(report, { json: options.json ?? false, io });
    return failed === 0 ? EXIT.ok : EXIT.failed;
  }
  const reached = `${grouped(tally.done)} of ${grouped(open.sweep.count)} points are done`;
  const next = `go on with: tessera sweep --resume ${shellWord(open.folder.path)}`;
  if (kind === "interrupted") {
    writeNote(io, `Interrupted: ${reached}; ${next}`);
    return EXIT.interrupted;
  }
  const why = kind === "too_many_failures"
    ? `${grouped(tally.failed)} points failed`
    : "the job ended before the others were";
  throw new TesseraError("failed", `Cannot finish the sweep: ${why}; ${reached}`, {
    hint: kind === "too_many_failures"
      ? `Read the errors in ${open.folder.parts}, then ${next} --max-failures N`
      : `Look at its output with "tessera jobs logs", then ${next}`,
  });
}

function tellStart({ folder, sweep, isResumed }: OpenSweep, io: CliIo): void {
  const what = isResumed ? "Going on with" : "Sweeping over";
  writeNote(io, `${what} ${grouped(sweep.count)} points in ${folder.path}`);
}

function showPoints(
  { sweep, points }: Pick<WantedSweep, "sweep" | "points">,
  options: SweepOptions,
  io: CliIo,
): number {
  const shown = Array.from(
    { length: Math.min(SHOWN_POINTS, sweep.count) },
    (_, index) => points.at(index),
  );
  if (options.json) {
    writeJson(io, { points: sweep.count, first: shown.map((text) => JSON.parse(text)) });
  } else {
    writeOutText(
      io,
      `${grouped(sweep.count)} points\n${shown.map((text) => `${text}\n`).join("")}`,
    );
  }
  return EXIT.ok;
}

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
