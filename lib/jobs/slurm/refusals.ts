/** Why Slurm refused a job, and what to do about it. @module */

import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";

/**
 * Parts of what Slurm says, and the next step. The more particular come first. As in Slurm 20.11 to 26.05.
 */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /invalid partition/i,
    "Name one of the site's partitions in the option partition; sinfo lists them",
  ],
  [
    /Requested time limit is invalid/i,
    "Ask for less time, or for a partition that gives more (sinfo -o '%P %l')",
  ],
  [
    /Invalid account or account\/partition/i,
    "Name an account of yours in the option account: sacctmgr show assoc user=$USER format=account,partition",
  ],
  [
    /Invalid qos/i,
    "Name a quality of service of yours in the option qos: sacctmgr show assoc user=$USER format=qos",
  ],
  [
    /violates accounting\/QOS policy/i,
    "Your account or quality of service has a limit on jobs, sizes or time: wait for jobs to end, or ask for less",
  ],
  [
    /Requested node configuration is not available/i,
    "No node has that many GPUs, CPUs or that much memory: sinfo -o '%P %c %m %G %f' shows what they have",
  ],
  [
    /Memory specification can not be satisfied/i,
    "Ask for less memory: sinfo -o '%P %m' shows what nodes have",
  ],
  [
    /Node count specification invalid/i,
    "Ask for fewer nodes: sinfo -o '%P %D' shows how many there are",
  ],
  [
    /More processors requested than permitted/i,
    "Ask for fewer nodes, tasks or CPUs: sinfo -o '%P %D %c' shows what there is",
  ],
  [
    /Invalid feature specification/i,
    "Name features that nodes have in the option constraint: sinfo -o '%P %f' lists them",
  ],
  [
    /Invalid generic resource/i,
    "Name a type of GPU that nodes have (sinfo -o '%P %G'); some sites want them asked for with the " +
    "option gpuOption=gres",
  ],
  [
    /Invalid job array specification/i,
    "Indices must be below the site's MaxArraySize: scontrol show config; split a longer array, or let a task " +
    "do several points",
  ],
  [
    /dependency problem/i,
    "A job that it waits for is unknown to Slurm: it may have ended long ago",
  ],
  [
    /Invalid license/i,
    "Name licences of the site in the option licenses: scontrol show licenses lists them",
  ],
  [
    /reservation.*(invalid|not)|Invalid reservation/i,
    "scontrol show reservations lists those you may use",
  ],
  [/Invalid node name/i, "Name nodes of the site: sinfo -N lists them"],
  [
    /Invalid cluster|No cluster|'.*' can't be reached now, or it is an invalid entry/i,
    "Name a cluster of the site in the option cluster: sacctmgr show clusters lists them",
  ],
  [
    /Unable to parse time|Parsing of .* for timestamp/i,
    "Write times as sbatch(1) has them under --begin, such as now+1hour or 2027-01-20T12:34:00",
  ],
  [
    /unrecognized option|invalid option|ambiguous/i,
    "This Slurm has no such option, it may be too old: see sbatch --help, and the option extra",
  ],
  [/Invalid --?\w+|Invalid .* specification/i, "Correct that option; sbatch(1) says what it takes"],
  [
    /Access\/permission denied|User's group not permitted|Invalid user/i,
    "Ask the site whether you may use this partition",
  ],
  [
    /Pathname .*too long/i,
    "Put long arguments and variables into files: the script has a limit of 4 MB",
  ],
  [/Job violates|limit/i, "A limit of the site is reached; ask for less, or later"],
];

/** The program found no configuration that it could read, and asked nobody. */
const NOT_SET_UP =
  /Unable to process configuration file|Could not establish a configuration source/i;

const OTHER = "See sbatch(1), and the script that would be sent with --dry-run";

/**
 * The error for a job that Slurm refused.
 *
 * @param act What was being done: `submit job "x"`.
 * @param said What Slurm said, in one line.
 * @param partition The partition that was asked for and the site's, to find a mistyped one.
 */
export function refusal(
  act: string,
  said: string,
  partition?: { readonly asked: string; readonly known: readonly string[] },
): TesseraError {
  if (NOT_SET_UP.test(said)) {
    return new TesseraError("unavailable", `Cannot ${act}: Slurm is not set up here (${said})`, {
      hint: "Look at SLURM_CONF, load the site's module for Slurm, or submit on a login node",
    });
  }
  return new TesseraError("bad_input", `Cannot ${act}: Slurm refused it (${said})`, {
    hint: nearestPartition(said, partition) ?? hintFor(said) ?? OTHER,
  });
}

/** Whether the refusal is about the partition's name. */
export function isUnknownPartition(said: string): boolean {
  return /invalid partition/i.test(said);
}

function hintFor(said: string): string | undefined {
  return HINTS.find(([text]) => text.test(said))?.[1];
}

function nearestPartition(
  said: string,
  partition?: { readonly asked: string; readonly known: readonly string[] },
): string | undefined {
  if (partition === undefined || partition.known.length === 0) return undefined;
  if (!isUnknownPartition(said)) return undefined;
  const nearest = findNearestName(partition.asked, partition.known);
  const guess = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  return `Partitions here are ${partition.known.join(", ")}${guess}`;
}
