/** What `tessera run --on` does: the same call as a job. @module */

import { join } from "node:path";
import { locateModule } from "../../../runtime/module/locate.ts";
import { TesseraError } from "../../core/errors.ts";
import type { JobHost } from "../../jobs/refresh.ts";
import type { JobStatus } from "../../jobs/job.ts";
import { getBackend } from "../../jobs/registry.ts";
import type { SpecInFolder, StoredJob } from "../../jobs/store.ts";
import { renderJob, submitJob, type SubmitRequest } from "../../jobs/submit.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { configWords, flagWords, interpreterWord, ownCommand } from "../job_command.ts";
import { isJobTarget } from "../job_target.ts";
import { writeNote } from "../output.ts";
import { readPayload } from "../payload.ts";
import { writeResult } from "../result_sink.ts";
import { type PlacementValues, readPlacementValues } from "../scheduler_values.ts";
import { parseTarget, refuseTokenFile } from "../target.ts";
import { cancelAbandoned, followJob } from "./job_follow.ts";
import { echoStderr } from "./job_echo.ts";
import { isNotStarted, jobFailure } from "./job_end.ts";
import { refuseOnJobs } from "./job_options.ts";
import { noteUnshared } from "./job_sharing.ts";
import { jobsOf } from "./jobs/host.ts";
import { missingPayload, type RunArguments, type RunOptions } from "./run.ts";
import { nameOf, specOf } from "./submit_spec.ts";

const PAYLOAD_FILE = "payload.json";

/**
 * Calls an endpoint in a job: waits, repeats what the module prints, delivers the result.
 *
 * @returns The exit code of the call; 0 as soon as it is submitted with `--detach`; 130 after Ctrl-C, which cancels
 * the job.
 */
export async function runOn(
  backendName: string,
  call: RunArguments,
  options: RunOptions,
  io: CliIo,
): Promise<number> {
  const backend = getBackend(backendName);
  const values = readPlacementValues(options);
  const host = jobsOf(io);
  const { spec, payload } = await describeCall(backend.name, call, { options, values, host, io });
  const request: SubmitRequest = {
    store: host.store,
    submitter: await host.open(backend.name),
    spec,
    files: payload === undefined ? {} : { [PAYLOAD_FILE]: payload },
  };
  if (values.dryRun) {
    writeOutText(io, await renderJob(request));
    return EXIT.ok;
  }
  // from here on Ctrl-C ends the job, too
  using _interrupts = io.catchInterrupts();
  const job = await submitJob(request, { signal: io.signal });
  const { id } = job.record;
  writeNote(io, `Submitted job ${id} (${job.record.spec.name}) to ${backend.name}`);
  if (values.detach) {
    writeOutText(io, `${id}\n`);
    const place = options.outputFile === undefined ? ` in ${join(job.folder, "stdout")}` : "";
    writeNote(io, `Its result will be${place || ` in "${options.outputFile}"`}`);
    return EXIT.ok;
  }
  return await untilDone(job, host, { action: `finish "${call.endpoint}"`, options, io });
}

/** The job, and the bytes of the payload, which travel in a file: others can see command lines. */
async function describeCall(
  backend: string,
  call: RunArguments,
  { options, values, host, io }: {
    options: RunOptions;
    values: PlacementValues;
    host: JobHost;
    io: CliIo;
  },
): Promise<{ spec: SpecInFolder; payload: Uint8Array<ArrayBuffer> | undefined }> {
  const target = parseTarget(call.target);
  if (target.kind === "url" || isJobTarget(call.target)) throw alreadyServed(call.target);
  refuseTokenFile(options);
  refuseOnJobs(options);
  const modulePath = await locateModule(target.path, io.env);
  if (call.payload === undefined && call.endpoint !== "health") throw missingPayload(call.endpoint);
  const payload = call.payload === undefined ? undefined : await readPayload(call.payload, io);
  const words = [...ownCommand(), "run", ...optionWords(options), "--", modulePath, call.endpoint];
  await noteUnshared([Deno.execPath(), modulePath], { host, backend, io });
  const name = values.jobName ?? nameOf([call.endpoint]);
  const spec = await specOf(words, { ...values, on: backend, name }, {
    store: host.store,
    env: io.env,
  });
  return {
    payload: payload?.bytes,
    spec: (folder) => ({
      ...spec,
      command: payload === undefined ? words : [...words, `@${join(folder, PAYLOAD_FILE)}`],
    }),
  };
}

function optionWords(options: RunOptions): string[] {
  return [
    ...configWords(options),
    ...flagWords({
      "--output-file": options.outputFile,
      "--run-id": options.runId,
      "--timeout": options.timeout === undefined ? undefined : `${options.timeout}ms`,
      "--python": interpreterWord(options.python),
    }),
  ];
}

async function untilDone(
  job: StoredJob,
  host: JobHost,
  { action, options, io }: { action: string; options: RunOptions; io: CliIo },
): Promise<number> {
  let end: { job: StoredJob; status: JobStatus };
  try {
    await using _echo = echoStderr(job.folder, io);
    end = await followJob(job, host, { io, signal: io.signal });
  } catch (error) {
    if (!io.signal.aborted) throw error;
    await cancelAbandoned(job, host, io);
    return EXIT.interrupted;
  }
  const { status } = end;
  if (status.state === "failed" && status.exitCode !== undefined && !isNotStarted(status)) {
    // the call has said why on its stderr, which was repeated
    return status.exitCode;
  }
  if (status.state !== "succeeded") throw jobFailure(job, status, { action });
  if (options.outputFile === undefined) await deliver(join(job.folder, "stdout"), io);
  return EXIT.ok;
}

/** The job's stdout carries the result and nothing else, as that of a call here does. */
async function deliver(path: string, io: CliIo): Promise<void> {
  const file = await Deno.open(path);
  await writeResult(io, file.readable);
}

function alreadyServed(target: string): TesseraError {
  return new TesseraError(
    "usage",
    `Cannot use --on: "${target}" is served already, expected a module`,
    { hint: "Leave --on out: the call runs where the module is served" },
  );
}
