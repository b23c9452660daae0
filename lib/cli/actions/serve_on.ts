/** What `tessera serve --on` does: the server as a job. @module */

import { makeToken } from "../../../runtime/server/access_policy.ts";
import { locateModule } from "../../../runtime/module/locate.ts";
import { TesseraError } from "../../core/errors.ts";
import type { JobArray, JobSpec } from "../../jobs/job.ts";
import type { JobHost } from "../../jobs/refresh.ts";
import { getBackend } from "../../jobs/registry.ts";
import { ANNOUNCE_LABEL, servingFiles, TOKEN_FILE } from "../../jobs/serving/serving_files.ts";
import type { SpecInFolder, StoredJob } from "../../jobs/store.ts";
import { renderJob, submitJob, type SubmitRequest } from "../../jobs/submit.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { absolute, ownCommand } from "../job_command.ts";
import { writeNote } from "../output.ts";
import { type PlacementValues, readPlacementValues } from "../scheduler_values.ts";
import type { ServeOptionValues } from "../serve_options.ts";
import { cancelAbandoned } from "./job_follow.ts";
import { refuseOnJobs } from "./job_options.ts";
import { noteUnshared } from "./job_sharing.ts";
import { jobsOf } from "./jobs/host.ts";
import { requireModule } from "./serve.ts";
import { eachAnnouncing, serveWords } from "./serve_on_command.ts";
import { reportReady } from "./serve_on_report.ts";
import { untilReady } from "./serve_on_wait.ts";
import { nameOf, specOf } from "./submit_spec.ts";

/** A server that nobody uses must not keep an allocation. */
const DEFAULT_IDLE_MS = 30 * 60_000;
/** Besides the time to drain: Slurm looks at the clock only every 30 seconds or so. */
const WARNING_MARGIN_MS = 35_000;

/** What commander gathers, and which of it was on the command line. */
export interface GivenServeOptions {
  readonly values: ServeOptionValues;
  isGiven(name: string): boolean;
}

/**
 * Submits a server, waits until it answers, and says how to reach it; the job goes on then.
 *
 * @returns 0; 130 after Ctrl-C, which cancels a job that is not ready yet.
 * @throws {TesseraError} `failed`, `unavailable` or `timed_out` when the job ends before; its last lines are shown.
 */
export async function serveOn(
  backendName: string,
  text: string,
  options: GivenServeOptions,
  io: CliIo,
): Promise<number> {
  const backend = getBackend(backendName);
  const placement = readPlacementValues(options.values);
  const host = jobsOf(io);
  refuseForReplicas({ ...options.values, port: portOf(options) });
  const request: SubmitRequest = {
    store: host.store,
    submitter: await host.open(backend.name),
    spec: await describeServer(backend.name, text, { options, placement, host, io }),
    files: ownToken(options.values),
  };
  if (placement.dryRun) {
    writeOutText(io, await renderJob(request));
    return EXIT.ok;
  }
  using _interrupts = io.catchInterrupts();
  const job = await submitJob(request, { signal: io.signal });
  const { id, spec } = job.record;
  writeNote(io, `Submitted job ${id} (${spec.name}) to ${backend.name}`);
  if (!placement.detach) return await reportWhenReady(job, host, io);
  writeOutText(io, `${id}\n`);
  writeNote(io, `Once it is ready: tessera jobs url ${id}, tessera run job:${id} …`);
  return EXIT.ok;
}

async function reportWhenReady(job: StoredJob, host: JobHost, io: CliIo): Promise<number> {
  try {
    const ready = await untilReady(job, host, { io, signal: io.signal });
    await reportReady(job, ready, io);
    return EXIT.ok;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    await cancelAbandoned(job, host, io);
    return EXIT.interrupted;
  }
}

async function describeServer(
  backend: string,
  text: string,
  { options: { values, isGiven }, placement, host, io }: {
    options: GivenServeOptions;
    placement: PlacementValues;
    host: JobHost;
    io: CliIo;
  },
): Promise<SpecInFolder> {
  refuseOnJobs(values);
  if (values.parentPipeFd !== undefined) {
    throw new TesseraError("usage", "Cannot use --parent-pipe-fd with --on: a job has no parent");
  }
  const modulePath = await locateModule(requireModule(text).path, io.env);
  await noteUnshared([Deno.execPath(), modulePath], { host, backend, io });
  const settings = {
    ...values,
    // nodes of a cluster are called from elsewhere; a job of this machine is one more process here
    host: isGiven("host") || backend === "local" ? values.host : "0.0.0.0",
    port: portOf({ values, isGiven }),
    requeueJob: backend === "slurm" ? placement.requeue : undefined,
    idleTimeout: values.idleTimeout ?? DEFAULT_IDLE_MS,
  };
  const array = arrayOf(values.replicas ?? 1);
  const commandIn = (folder: string) => {
    const files = servingFiles(folder);
    const announce = absolute(values.announce) ?? files.announce;
    const tokenFile = absolute(values.tokenFile) ?? (values.token ? files.token : undefined);
    const words = serveWords(modulePath, { ...settings, announce, tokenFile });
    const command = [...ownCommand(), ...words];
    return { command: array === undefined ? command : eachAnnouncing(command), announce };
  };
  const name = placement.jobName ?? nameOf([serverName(modulePath)]);
  const spec = withWarning(
    await specOf(commandIn("/").command, { ...placement, on: backend, name }, {
      store: host.store,
      env: io.env,
    }),
    values.drainTimeout,
  );
  return (folder) => {
    const { command, announce } = commandIn(folder);
    const labels = { ...spec.labels, [ANNOUNCE_LABEL]: announce };
    return { ...spec, command, labels, ...(array === undefined ? {} : { array }) };
  };
}

/** All at the same time: servers wait for nobody. */
function arrayOf(replicas: number): JobArray | undefined {
  if (replicas === 1) return undefined;
  return { indices: Array.from({ length: replicas }, (_, index) => index), maxRunning: replicas };
}

/** Any free one, as ports that are known beforehand collide with those of others on the node. */
function portOf({ values, isGiven }: GivenServeOptions): number {
  return isGiven("port") ? values.port : 0;
}

/** @throws {TesseraError} `usage` for what several servers cannot share. */
function refuseForReplicas({ replicas = 1, announce, port }: ServeOptionValues): void {
  if (replicas === 1) return;
  const refuse = (flag: string, hint: string) => {
    throw new TesseraError("usage", `Cannot use ${flag} with --replicas: each has its own`, {
      hint,
    });
  };
  if (announce !== undefined) refuse("--announce", "Leave it out, and use job:ID");
  if (port !== 0) refuse("--port", "Leave it out, or pass --port 0: several may run on one node");
}

/** Made before the servers, of which all replicas ask for the same one. */
function ownToken({ token, tokenFile }: ServeOptionValues): Record<string, Uint8Array> {
  if (!token || tokenFile !== undefined) return {};
  return { [TOKEN_FILE]: new TextEncoder().encode(`${makeToken()}\n`) };
}

/** The folder says more than `tesseract_api.ts`. */
function serverName(modulePath: string): string {
  const [file = "", folder = ""] = modulePath.split("/").toReversed();
  return /^tesseract_api\./.test(file) && folder !== "" ? folder : file.replace(/\.[a-z]+$/, "");
}

/** Unless somebody says otherwise, calls under way can end before the walltime does. */
function withWarning(spec: JobSpec, drainMs: number): JobSpec {
  const { walltimeSec } = spec.resources;
  if (spec.warningSec !== undefined || walltimeSec === undefined) return spec;
  const wantedSec = Math.ceil((drainMs + WARNING_MARGIN_MS) / 1_000);
  return { ...spec, warningSec: Math.max(1, Math.min(wantedSec, Math.floor(walltimeSec / 2))) };
}
