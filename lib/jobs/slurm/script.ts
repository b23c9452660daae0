/**
 * The script that Slurm runs. It leaves a marker when it begins and when it ends, passes signals on to the
 * command, and is safe to run again: a requeued job starts the same script.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import type { JobFile } from "../job.ts";
import { exportLines, quoteWord } from "../shell_text.ts";
import { jobFolder, secretsPath, tasksFolder } from "./job_folder.ts";
import type { SlurmRequest } from "./request.ts";
import { sbatchOptions } from "./sbatch_options.ts";
import {
  BEFORE_COMMAND,
  BEGIN_COMMAND,
  COMMAND_FILES,
  END_COMMAND,
  RECORD_KEEPING,
} from "./script_parts.ts";

/** Words that mean themselves without quotes in a `#SBATCH` line. */
const PLAIN = /^[A-Za-z0-9_@%+:,./=-]+$/;

/**
 * Renders the script of a job. Nothing secret is in it: it reads the secrets from a file of their own.
 *
 * @throws {TesseraError} `bad_input` for text that no program can be given.
 */
export function renderScript(request: SlurmRequest): string {
  const { spec, id, options } = request;
  // a login shell, because elsewhere many sites have no `module`
  const shebang = options.setupLines.length > 0 ? "#!/bin/bash -l" : "#!/bin/bash";
  return [
    shebang,
    // a record of what sbatch was given; on its command line the same options win over all others
    ...sbatchOptions(request).map((option) => `#SBATCH ${directive(option)}`),
    `# Job ${id} of Tessera. Slurm runs a copy of this file: changes here reach no submitted job.\n`,
    ...recordPaths(request),
    RECORD_KEEPING,
    enter(spec.workdir),
    ...spec.files.stageIn.map((file) => stage(file, spec.workdir, "in")),
    ...options.setupLines.map(setUp),
    BEFORE_COMMAND,
    BEGIN_COMMAND,
    // below a shell of their own, so that a variable such as PATH reaches the command and nothing else
    ...variables(request),
    // a program, never a function or builtin of the shell
    `exec -- ${commandWords(request).map(quoteWord).join(" ")} ${COMMAND_FILES}`,
    END_COMMAND,
    ...spec.files.stageOut.map((file) => stage(file, spec.workdir, "out")),
    'exit "$tessera_code"',
  ].map((part) => part === "" ? "" : `${part.replace(/\n$/, "")}\n`).join("");
}

/** The text of the file with the secrets, or nothing when there are none. */
export function renderSecrets({ spec }: SlurmRequest): string | undefined {
  return Object.keys(spec.secrets).length === 0 ? undefined : exportLines(spec.secrets);
}

function hasSecrets({ spec }: SlurmRequest): boolean {
  return Object.keys(spec.secrets).length > 0;
}

/** Where the markers go; and what nobody reads after the last life of the job. */
function recordPaths(request: SlurmRequest): string[] {
  const { spec, folder } = request;
  const paths = jobFolder(folder);
  const ofTask = (name: string) =>
    `${quoteWord(tasksFolder(folder))}"/$SLURM_ARRAY_TASK_ID.${name}"`;
  const isArray = spec.array !== undefined;
  const isLastLife = !isArray && !spec.isRequeueable;
  const leftover = isLastLife && hasSecrets(request) ? quoteWord(secretsPath(folder)) : "";
  return [
    `tessera_start_marker=${isArray ? ofTask("start") : quoteWord(paths.startMarker)}`,
    `tessera_exit_marker=${isArray ? ofTask("exit") : quoteWord(paths.exitMarker)}`,
    `tessera_leftover=${leftover}`,
  ];
}

function directive(option: string): string {
  return PLAIN.test(option) ? option : quoteWord(option);
}

function enter(workdir: string): string {
  const problem = `cannot enter the working folder ${workdir} on this node`;
  return `cd -- ${quoteWord(workdir)} || tessera_fail ${quoteWord(problem)}`;
}

function stage(file: JobFile, workdir: string, way: "in" | "out"): string {
  const inJob = resolve(workdir, file.remote);
  const [from, to] = way === "in" ? [file.local, inJob] : [inJob, file.local];
  if (from === to) return "";
  const copy = `mkdir -p -- ${quoteWord(dirname(to))} && cp -RT -- ${quoteWord(from)} ${
    quoteWord(to)
  }`;
  const problem = `cannot copy ${from} to ${to} on this node`;
  const fail = way === "in" ? "tessera_fail" : "tessera_complain";
  return `${copy} || ${fail} ${quoteWord(problem)}`;
}

function setUp(line: string, index: number): string {
  const problem = `the setup line ${index + 1} failed`;
  // a line may end in a comment, and its status is asked for in the next
  return `${line}\ntessera_setup $? ${quoteWord(problem)}`;
}

function variables(request: SlurmRequest): string[] {
  const { spec, folder } = request;
  const { cpusPerTask } = spec.resources;
  const secrets = quoteWord(secretsPath(folder));
  return [
    ...(spec.array === undefined ? [] : ['export TESSERA_TASK_INDEX="$SLURM_ARRAY_TASK_ID"']),
    // Slurm 22.05 and 23.02: srun does not read the job's own number of CPUs per task
    ...(cpusPerTask === undefined ? [] : [`export SRUN_CPUS_PER_TASK=${cpusPerTask}`]),
    exportLines(spec.environment),
    ...(hasSecrets(request)
      ? [`. ${secrets} || tessera_fail 'cannot read the secret variables of this job'`]
      : []),
  ];
}

function commandWords({ spec, options }: SlurmRequest): readonly string[] {
  return options.launcher === "srun" ? ["srun", "--", ...spec.command] : spec.command;
}
