/**
 * Options of sbatch as slurmrestd takes them from v0.0.40 on: fields of Slurm's own message. Tried on 24.11 and
 * 26.05; what is not here has no field, or none that means the same.
 *
 * @module
 */

import { count, fixed, mebibytes, minutes, text, type Wording } from "./job_words.ts";

/** By the name of the option. */
export const MESSAGE_WORDS: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ["account", text("account")],
  ["array", text("array")],
  ["begin", text("begin_time")],
  ["chdir", text("current_working_directory")],
  ["comment", text("comment")],
  ["constraint", text("constraints")],
  ["contiguous", fixed({ contiguous: true })],
  ["cpus-per-task", count("cpus_per_task")],
  ["deadline", text("deadline")],
  ["dependency", text("dependency")],
  ["error", text("standard_error")],
  ["exclude", list("excluded_nodes")],
  ["exclusive", (value) => ({ shared: [value === "" ? "none" : value] })],
  ["gpus", (value) => ({ tres_per_job: gres(`gpu:${value}`) })],
  ["gpus-per-node", (value) => ({ tres_per_node: gres(`gpu:${value}`) })],
  ["gres", (value) => ({ tres_per_node: gres(value) })],
  ["hold", fixed({ hold: true })],
  ["job-name", text("name")],
  [
    "kill-on-invalid-dep",
    (value) => ({
      flags: [value === "yes" ? "KILL_INVALID_DEPENDENCY" : "NO_KILL_INVALID_DEPENDENCY"],
    }),
  ],
  ["licenses", text("licenses")],
  ["mail-type", mailType],
  ["mail-user", text("mail_user")],
  ["mem", mebibytes("memory_per_node")],
  ["mem-per-cpu", mebibytes("memory_per_cpu")],
  ["network", text("network")],
  ["nice", count("nice")],
  ["no-requeue", fixed({ requeue: false })],
  ["nodelist", list("required_nodes")],
  ["nodes", (value) => ({ nodes: /^\d+$/.test(value) ? `${value}-${value}` : value })],
  ["ntasks", count("tasks")],
  ["ntasks-per-core", count("tasks_per_core")],
  ["ntasks-per-node", count("tasks_per_node")],
  ["ntasks-per-socket", count("tasks_per_socket")],
  ["open-mode", (value) => ({ open_mode: [value.toUpperCase()] })],
  ["output", text("standard_output")],
  ["partition", text("partition")],
  ["prefer", text("prefer")],
  ["priority", count("priority")],
  ["qos", text("qos")],
  ["reboot", fixed({ reboot: true })],
  ["requeue", fixed({ requeue: true })],
  ["reservation", text("reservation")],
  ["signal", signal],
  ["switches", switches],
  ["threads-per-core", count("threads_per_core")],
  ["time", minutes("time_limit")],
  ["tmp", mebibytes("temporary_disk_per_node")],
  ["wckey", text("wckey")],
]);

/** What `--mail-type` takes as words of its own, and the flags that they stand for (sbatch(1)). */
const MAIL_FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["BEGIN", ["BEGIN"]],
  ["END", ["END"]],
  ["FAIL", ["FAIL"]],
  ["REQUEUE", ["REQUEUE"]],
  ["STAGE_OUT", ["STAGE_OUT"]],
  ["INVALID_DEPEND", ["INVALID_DEPENDENCY"]],
  ["TIME_LIMIT", ["TIME=100%"]],
  ["TIME_LIMIT_90", ["TIME=90%"]],
  ["TIME_LIMIT_80", ["TIME=80%"]],
  ["TIME_LIMIT_50", ["TIME=50%"]],
  ["ARRAY_TASKS", ["ARRAY_TASKS"]],
  ["ALL", ["BEGIN", "END", "FAIL", "REQUEUE", "INVALID_DEPENDENCY", "STAGE_OUT"]],
  ["NONE", []],
]);

function mailType(value: string): { mail_type: string[] } {
  const flags = value.toUpperCase().split(",").flatMap((word) => {
    const found = MAIL_FLAGS.get(word);
    if (found !== undefined) return found;
    throw new RangeError(`found "${word}", expected ${[...MAIL_FLAGS.keys()].join(", ")}`);
  });
  return { mail_type: [...new Set(flags)] };
}

function list(field: string): Wording {
  // commas inside brackets belong to one name: n[1,3],m2
  return (value) => ({ [field]: value.split(/,(?![^[]*\])/) });
}

/** `gpu:a100:2,shard:1` as `gres/gpu:a100:2,gres/shard:1`. */
function gres(value: string): string {
  return value.split(",").map((name) => `gres/${name}`).join(",");
}

/** `B:USR1@60`: to the script only. */
function signal(value: string): Record<string, unknown> {
  const [, name, delaySec] = /^B:([A-Z0-9]+)@(\d+)$/.exec(value) ?? [];
  if (name === undefined) throw new RangeError(`found "${value}", expected B:NAME@SECONDS`);
  return {
    kill_warning_signal: name,
    kill_warning_delay: Number(delaySec),
    kill_warning_flags: ["BATCH_JOB"],
  };
}

/** `1` or `1@minutes`; with a time to wait, only minutes alone are taken. */
function switches(value: string): Record<string, unknown> {
  const [, most, waitMinutes] = /^(\d+)(?:@(\d+))?$/.exec(value) ?? [];
  if (most === undefined) throw new RangeError(`found "${value}", expected N or N@MINUTES`);
  return {
    required_switches: Number(most),
    ...(waitMinutes === undefined ? {} : { wait_for_switch: Number(waitMinutes) * 60 }),
  };
}
