/** The script that starts a local job's command. @module */

import type { JobSpec } from "../job.ts";
import { exportLines, quoteWord } from "../shell_text.ts";
import { LOCAL_FILES } from "./file_names.ts";

/**
 * Renders the script: the variables, the folder, then the command in place of the shell, so that signals
 * reach it. It is started in the job's folder.
 *
 * @throws {TesseraError} `bad_input` for text that no shell can pass on.
 */
export function renderScript(spec: JobSpec): string {
  const lines = [
    "#!/bin/bash\n",
    `# Written by tessera: job ${spec.name}\n`,
    exportLines(spec.environment),
    Object.keys(spec.secrets).length === 0 ? "" : `. ./${LOCAL_FILES.secrets} || exit 1\n`,
    // CDPATH would make cd look elsewhere, and print
    "unset CDPATH\n",
    `cd -- ${quoteWord(spec.workdir)} || exit 1\n`,
    `exec -- ${spec.command.map(quoteWord).join(" ")}\n`,
  ];
  return lines.join("");
}

/**
 * The text of the file with the secrets.
 *
 * @throws {TesseraError} `bad_input` as {@linkcode renderScript}; never with a value.
 */
export function renderSecrets(spec: JobSpec): string {
  return exportLines(spec.secrets);
}
