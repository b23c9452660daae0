/** The options of sbatch that Tessera sets itself, and so does not take among the extra ones. @module */

/** Where to say instead what an option says. Without the dashes. */
const OWN: Readonly<Record<string, string>> = {
  "job-name": "give the job a name instead",
  chdir: "give the job a working folder instead",
  output: "the output is kept in the job's folder; read it with the job's logs",
  error: "the output is kept in the job's folder; read it with the job's logs",
  input: "the command reads nothing from its standard input",
  "open-mode": "output is always appended",
  time: "give the job a walltime instead",
  nodes: "give the job a number of nodes instead",
  ntasks: "give the job a number of tasks instead",
  "ntasks-per-node": "give the job a number of tasks per node instead",
  "cpus-per-task": "give the job a number of CPUs per task instead",
  "gpus-per-node": "give the job a number of GPUs per node instead",
  mem: "give the job an amount of memory instead",
  "mem-per-cpu": 'use the option "memoryPerCpu" instead',
  array: "give the job its array's indices instead",
  dependency: "name the jobs to wait for instead",
  "kill-on-invalid-dep": "a job that can never start is always ended",
  signal: "say how long before its end the job is warned instead",
  requeue: "say whether the job may be started again instead",
  "no-requeue": "say whether the job may be started again instead",
  comment: 'use the option "comment" instead',
  partition: 'use the option "partition" instead',
  account: 'use the option "account" instead',
  qos: 'use the option "qos" instead',
  reservation: 'use the option "reservation" instead',
  constraint: 'use the option "constraint" instead',
  exclusive: 'use the option "exclusive" instead',
  exclude: 'use the option "exclude" instead',
  nodelist: 'use the option "nodelist" instead',
  licenses: 'use the option "licenses" instead',
  nice: 'use the option "nice" instead',
  "mail-type": 'use the option "mailType" instead',
  "mail-user": 'use the option "mailUser" instead',
  begin: 'use the option "begin" instead',
  deadline: 'use the option "deadline" instead',
  clusters: 'use the option "cluster" instead',
  cluster: 'use the option "cluster" instead',
  parsable: "the job's number is read from sbatch in this form already",
  wrap: "the job's command is what runs",
  wait: "wait for the job with its own command instead",
  "test-only": "ask for a dry run instead",
  quiet: "what sbatch says is read",
  verbose: "what sbatch says is read",
  help: "it asks for sbatch's help",
  usage: "it asks for sbatch's help",
  version: "it asks for sbatch's version",
};

/**
 * Whether an option is one that Tessera sets itself.
 *
 * sbatch reads its options with getopt_long, which takes any beginning that fits only one option: `--parti=x`
 * is `--partition=x`. So a beginning of one of these counts as well, unless it is an option by itself.
 *
 * @param option Such as `--partition=debug`.
 * @returns What to do instead, or nothing.
 */
export function findOwnOption(option: string): string | undefined {
  const name = /^--([^=\s]*)/.exec(option)?.[1] ?? "";
  if (name === "") return undefined;
  const exact = OWN[name];
  if (exact !== undefined) return exact;
  if (NOT_ABBREVIATIONS.has(name)) return undefined;
  const [long, advice] = Object.entries(OWN).find(([own]) => own.startsWith(name)) ?? [];
  return long === undefined ? undefined : `it is short for --${long}; ${advice}`;
}

/** Options of sbatch that begin one of Tessera's own. */
const NOT_ABBREVIATIONS: ReadonlySet<string> = new Set(["gpus"]);
