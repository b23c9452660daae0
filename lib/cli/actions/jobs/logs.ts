/** What `tessera jobs logs` does. @module */

import { TesseraError } from "../../../core/errors.ts";
import { submittedJobOf } from "../../../jobs/refresh.ts";
import type { LogLine } from "../../../jobs/submitter.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { writeNote } from "../../output.ts";
import { getKnownJob, jobsOf } from "./host.ts";

/** Options of the command. */
export interface LogsOptions {
  readonly follow?: true | undefined;
  readonly tail?: number | undefined;
  readonly task?: number | undefined;
  readonly stream?: "stdout" | "stderr" | undefined;
}

const BATCH_CHARS = 64 * 1024;

/** Prints a job's output; 130 when following it was interrupted. */
export async function printLogs(prefix: string, options: LogsOptions, io: CliIo): Promise<number> {
  const host = jobsOf(io);
  const { job } = await getKnownJob(host, prefix);
  const submitted = submittedJobOf(job);
  const { id, backend, spec } = job.record;
  if (submitted === undefined) {
    throw new TesseraError(
      "unavailable",
      `Cannot read the log of job "${id}": ${backend} has not confirmed that it has the job`,
      { hint: `See "tessera jobs show ${id}"` },
    );
  }
  refuseTask(options.task, spec.array?.indices, id);
  const submitter = await host.open(backend);
  using _interrupts = io.catchInterrupts();
  const lines = submitter.logs(submitted, {
    follow: options.follow ?? false,
    signal: io.signal,
    ...(options.tail === undefined ? {} : { tailLines: options.tail }),
    ...(options.task === undefined ? {} : { taskIndex: options.task }),
  });
  try {
    await write(lines, options, io);
  } catch (error) {
    if (!io.signal.aborted) throw error;
    writeNote(io, "Interrupted: no longer following; the job goes on");
    return EXIT.interrupted;
  }
  return EXIT.ok;
}

async function write(
  lines: AsyncIterable<LogLine>,
  options: LogsOptions,
  io: CliIo,
): Promise<void> {
  // who follows wants each line at once; many lines are written faster together
  const batchChars = options.follow ? 0 : BATCH_CHARS;
  let batch = "";
  for await (const { stream, taskIndex, text } of lines) {
    if (options.stream !== undefined && stream !== options.stream) continue;
    const isMarked = taskIndex !== undefined && options.task === undefined;
    batch += `${isMarked ? `${taskIndex}: ` : ""}${text}\n`;
    if (batch.length <= batchChars) continue;
    writeOutText(io, batch);
    batch = "";
  }
  if (batch !== "") writeOutText(io, batch);
}

function refuseTask(
  task: number | undefined,
  indices: readonly number[] | undefined,
  id: string,
): void {
  if (task === undefined || indices?.includes(task)) return;
  const found = indices === undefined ? "it is no array" : `its array has no index ${task}`;
  throw new TesseraError("bad_input", `Cannot read --task ${task} of job "${id}": ${found}`, {
    hint: `See "tessera jobs show ${id}" for its indices`,
  });
}
