/** What `tessera submit` does. @module */

import { getBackend } from "../../jobs/registry.ts";
import type { StoredJob } from "../../jobs/store.ts";
import { renderJob, submitJob } from "../../jobs/submit.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { writeJson, writeNote } from "../output.ts";
import { jobsOf } from "./jobs/host.ts";
import { specOf, type SubmitOptions } from "./submit_spec.ts";

/**
 * Submits a command.
 *
 * @returns 0 once it is submitted; with `--wait`, 0 when it succeeded and 1 when it did not.
 */
export async function submit(
  command: readonly string[],
  options: SubmitOptions,
  io: CliIo,
): Promise<number> {
  const backend = getBackend(options.on);
  const host = jobsOf(io);
  const spec = await specOf(command, options, { store: host.store, env: io.env });
  const submitter = await host.open(backend.name);
  const request = { store: host.store, submitter, spec };
  if (options.dryRun) {
    writeOutText(io, withLineEnd(await renderJob(request)));
    return EXIT.ok;
  }
  const job = await submitJob(request);
  if (!options.wait) {
    tell(job, options, io);
    return EXIT.ok;
  }
  // from the moment that the user knows of the job, Ctrl-C ends the waiting and says so
  using _interrupts = io.catchInterrupts();
  tell(job, options, io);
  const { followToEnd } = await import("./jobs/wait.ts");
  return await followToEnd([job], host, { io });
}

function tell({ record, folder }: StoredJob, options: SubmitOptions, io: CliIo): void {
  const { id, backend, spec: { name } } = record;
  const nativeId = record.submitted?.ref.nativeId;
  if (options.json) writeJson(io, { id, name, backend, nativeId, folder });
  else writeOutText(io, `${id}\n`);
  writeNote(io, `Submitted job ${id} (${name}) to ${backend}; see "tessera jobs show ${id}"`);
}

function withLineEnd(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
