/** The environment in which Slurm's programs are called. @module */

type Environment = Readonly<Record<string, string>>;

/** How to reach the cluster, kept inside a job as well. */
const WAY_TO_CLUSTER: ReadonlySet<string> = new Set([
  "SLURM_CONF",
  "SLURM_CONF_SERVER",
  "SLURM_JWT",
]);
/** Defaults that a user may have set for the programs: filters and formats that would change what they print. */
const PROGRAM_DEFAULTS = /^(SQUEUE|SACCT|SCANCEL|SCONTROL|SINFO)_|^SLURM_(CLUSTERS|TIME_FORMAT)$/;
/** What a job finds set, and another job must not inherit. */
const OF_A_JOB =
  /^(SLURM|SLURMD|SBATCH|SRUN|PMI|PMIX)_|^(CUDA_VISIBLE_DEVICES|ROCR_VISIBLE_DEVICES|GPU_DEVICE_ORDINAL|TESSERA_TASK_INDEX|SLURM_JOBID)$/;

/**
 * For squeue, sacct, scancel, sinfo and scontrol: plain words, times as epoch seconds, no filters of the
 * user's own.
 */
export function queryEnvironment(base: Environment): Record<string, string> {
  const kept = keep(base, (name) => !PROGRAM_DEFAULTS.test(name));
  return { ...kept, LC_ALL: "C", SLURM_TIME_FORMAT: "%s" };
}

/**
 * For sbatch, which hands its environment on to the job. The user's own defaults (`SBATCH_ACCOUNT`) count.
 * Inside a job, what describes that job is left out: an inner job would inherit its sizes and may then refuse
 * to start (sbatch(1), "INPUT ENVIRONMENT VARIABLES").
 *
 * @param hidden Names of variables that reach the job another way.
 */
export function submissionEnvironment(
  base: Environment,
  hidden: Iterable<string>,
): Record<string, string> {
  const isInJob = base["SLURM_JOB_ID"] !== undefined;
  const left = new Set(hidden);
  return keep(base, (name) => {
    if (left.has(name)) return false;
    return !isInJob || WAY_TO_CLUSTER.has(name) || !OF_A_JOB.test(name);
  });
}

function keep(base: Environment, isKept: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(base).filter(([name]) => isKept(name)));
}
