/** The files that a local job is started with. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import type { Submission } from "../submitter.ts";
import { LOCAL_FILES } from "./file_names.ts";
import { renderScript, renderSecrets } from "./script.ts";
import { SUPERVISE_SCRIPT } from "./supervise_script.ts";
import { TASK_SCRIPT } from "./task_script.ts";

/**
 * Writes what the watchers of a job read, and empty logs, so that a log can be followed from the start.
 *
 * @throws {TesseraError} `bad_input` for text that no shell can pass on, `unavailable` for a full disk.
 */
export async function writeJobFiles({ spec, folder }: Submission): Promise<void> {
  const secrets = renderSecrets(spec);
  const files: readonly (readonly [string, string | undefined])[] = [
    [LOCAL_FILES.script, renderScript(spec)],
    [LOCAL_FILES.supervise, SUPERVISE_SCRIPT],
    [LOCAL_FILES.task, TASK_SCRIPT],
    [LOCAL_FILES.secrets, secrets === "" ? undefined : secrets],
    [LOCAL_FILES.indices, spec.array?.indices.map((index) => `${index}\n`).join("")],
    [
      LOCAL_FILES.dependencies,
      spec.dependencies.length === 0
        ? undefined
        : spec.dependencies.map(({ job, after }) => `${after} ${job.id}\n`).join(""),
    ],
    ["stdout", spec.array === undefined ? "" : undefined],
    ["stderr", spec.array === undefined ? "" : undefined],
    [LOCAL_FILES.events, ""],
    [LOCAL_FILES.supervisorLog, ""],
  ];
  try {
    for (const [name, text] of files) {
      if (text === undefined) continue;
      await Deno.writeTextFile(join(folder, name), text, { mode: 0o600, createNew: true });
    }
  } catch (cause) {
    throw new TesseraError(
      "unavailable",
      `Cannot write the files of job "${spec.name}" in ${folder}`,
      {
        hint: "Set XDG_STATE_HOME to a folder of your own that is not full",
        cause,
      },
    );
  }
}
