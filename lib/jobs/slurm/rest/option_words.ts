/**
 * Options of sbatch as slurmrestd takes them until v0.0.38: nearly the same, by other names. Tried on 20.11 and
 * 22.05; what is not here does not exist there.
 *
 * @module
 */

import { count, fixed, mebibytes, minutes, text, type Wording } from "./job_words.ts";

/** By the name of the option. */
export const OPTION_WORDS: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ["account", text("account")],
  ["array", text("array")],
  ["begin", text("begin_time")],
  ["chdir", text("current_working_directory")],
  ["comment", text("comment")],
  ["constraint", text("constraints")],
  ["cpus-per-gpu", text("cpus_per_gpu")],
  ["cpus-per-task", count("cpus_per_task")],
  ["deadline", text("deadline")],
  ["dependency", text("dependency")],
  ["distribution", text("distribution")],
  ["error", text("standard_error")],
  ["exclude", text("exclude_nodes")],
  ["exclusive", (value) => ({ exclusive: value === "" ? "exclusive" : value })],
  ["gpus", text("gpus")],
  ["gpus-per-node", text("gpus_per_node")],
  ["gpus-per-task", text("gpus_per_task")],
  ["gres", text("gres")],
  ["hold", fixed({ hold: true })],
  ["job-name", text("name")],
  ["kill-on-invalid-dep", (value) => ({ kill_on_invalid_dependency: value === "yes" })],
  ["licenses", text("licenses")],
  ["mail-type", text("mail_type")],
  ["mail-user", text("mail_user")],
  ["mem", mebibytes("memory_per_node")],
  ["mem-per-cpu", mebibytes("memory_per_cpu")],
  ["nice", count("nice")],
  // its document does not have it; "requeue": false is taken, and changes nothing
  ["no-requeue", fixed({ no_requeue: true })],
  ["nodelist", text("nodelist")],
  ["nodes", count("nodes")],
  ["ntasks", count("tasks")],
  ["ntasks-per-core", count("tasks_per_core")],
  ["ntasks-per-node", count("tasks_per_node")],
  ["ntasks-per-socket", count("tasks_per_socket")],
  ["open-mode", text("open_mode")],
  ["output", text("standard_output")],
  ["partition", text("partition")],
  ["priority", text("priority")],
  ["qos", text("qos")],
  ["requeue", fixed({ requeue: true })],
  ["reservation", text("reservation")],
  ["signal", signal],
  ["threads-per-core", count("threads_per_core")],
  ["time", minutes("time_limit")],
  ["wckey", text("wckey")],
]);

/** As {@linkcode OPTION_WORDS}, in v0.0.36: what 20.11 calls otherwise, or has in its document only. */
export const OPTION_WORDS_36: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ...OPTION_WORDS,
  ["output", text("standard_out")],
  ["kill-on-invalid-dep", unknownDependency],
]);

function unknownDependency(): never {
  throw new RangeError(
    "this slurmrestd cannot end a job that can never start; newer ones can (v0.0.37, Slurm 21.08)",
  );
}

/** Sent to the script itself (`B:`) it is refused, by mistake, as no specification of a signal. */
function signal(value: string): never {
  throw new RangeError(
    `this slurmrestd cannot send ${value.replace(/^B:/, "")} to the script of a job, ` +
      "only newer ones can (v0.0.40, Slurm 23.11); a server with --time asks for that, too",
  );
}
