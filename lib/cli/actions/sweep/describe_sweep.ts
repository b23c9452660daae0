/** The sweep that a command line asks for. @module */

import { basename, dirname, resolve } from "node:path";
import { locateModule } from "../../../../runtime/module/locate.ts";
import { TesseraError } from "../../../core/errors.ts";
import { blockSizeFor } from "../../../jobs/sweep/block_size.ts";
import type { SweepDescription } from "../../../jobs/sweep/description.ts";
import { sha256 } from "../../../jobs/sweep/folder.ts";
import { overEnding, readOverFile, readPoints } from "../../../jobs/sweep/over_file.ts";
import type { Points } from "../../../jobs/sweep/points.ts";
import type { CliIo } from "../../io.ts";
import { isJobTarget, jobPrefix } from "../../job_target.ts";
import type { RemoteTarget } from "../../remote.ts";
import { parseTarget } from "../../target.ts";
import { jobsOf } from "../jobs/host.ts";
import { type SweepOptions, workersHere } from "./options.ts";

/** A sweep that has no folder yet. */
export interface WantedSweep {
  readonly sweep: SweepDescription;
  readonly points: Points;
  readonly overText: string;
  /** A URL that was given, with its credentials. */
  readonly remote: RemoteTarget | undefined;
  /** Absolute path of the folder. */
  readonly path: string;
}

const MAX_NAME_LENGTH = 64;

/**
 * Reads the file of points and finds the module.
 *
 * @throws {TesseraError} `usage` or `bad_input` that says what is missing or wrong.
 */
export async function describeSweep(
  { target: text, endpoint }: { readonly target: string; readonly endpoint: string },
  options: SweepOptions,
  io: CliIo,
): Promise<WantedSweep> {
  const { over, outputFormat = "lists", inputPath = "." } = options;
  if (over === undefined) {
    throw new TesseraError("usage", "Cannot start the sweep: found no points", {
      hint: "Name a file with --over, or the folder of a stopped sweep with --resume",
    });
  }
  const { located, remote, name: targetName } = await locate(text, io);
  const overText = await readOverFile(over);
  const points = readPoints(over, overText);
  const createdMs = Date.now();
  const name = options.name ?? targetName;
  const sweep: SweepDescription = {
    version: 1,
    name,
    createdMs,
    target: located,
    endpoint: endpoint.replaceAll("-", "_"),
    over: { name: over, copy: `over${overEnding(over)}`, sha256: await sha256(overText) },
    count: points.count,
    blockSize: blockSizeFor(points.count, parallelism(options, io)),
    outputFormat,
    inputPath: resolve(inputPath),
  };
  const path = resolve(options.outputPath ?? `sweep_${name}_${timeText(createdMs)}`);
  return { sweep, points, overText, remote, path };
}

/** What a TARGET names, and what listings call it. */
interface Located {
  readonly located: SweepDescription["target"];
  readonly remote?: RemoteTarget;
  readonly name: string;
}

async function locate(text: string, io: CliIo): Promise<Located> {
  if (isJobTarget(text)) {
    const { record: { id, spec } } = await jobsOf(io).store.get(jobPrefix(text));
    return { located: { kind: "job", id }, name: spec.name };
  }
  const target = parseTarget(text);
  if (target.kind === "url") {
    const { baseUrl } = target;
    const located = { kind: "url" as const, baseUrl };
    return { located, remote: target, name: listingName(new URL(baseUrl).hostname) };
  }
  const path = await locateModule(target.path, io.env);
  return { located: { kind: "module", path }, name: moduleName(path) };
}

/** How many points will be worked on at the same time. */
function parallelism(options: SweepOptions, io: CliIo): number {
  const { tasks, numWorkers, cpusPerTask } = options;
  if (options.on === undefined || options.on === "local") return workersHere(numWorkers, io.env);
  return (tasks ?? DEFAULT_TASKS) * (numWorkers ?? cpusPerTask ?? 1);
}

/** Tasks of an array unless `--tasks` says otherwise. */
export const DEFAULT_TASKS = 10;

/** The folder says more than `tesseract_api.ts`. */
function moduleName(path: string): string {
  const isUsual = /^tesseract_api\./.test(basename(path));
  return listingName(isUsual ? basename(dirname(path)) : basename(path).replace(/\.[^.]*$/, ""));
}

/** Without what listings cannot take. */
function listingName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, MAX_NAME_LENGTH) || "sweep";
}

/** `20261121-134502`, in the time of this place. */
function timeText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}-` +
    `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
