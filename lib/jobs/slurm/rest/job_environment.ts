/** What sbatch does with the environment of its caller, for a job that goes through slurmrestd. @module */

import { TesseraError } from "../../../core/errors.ts";
import { submissionEnvironment } from "../environment.ts";
import { given } from "../listing.ts";
import type { SlurmRequest } from "../request.ts";
import { formatGpus } from "../sbatch_options.ts";
import type { ApiVersion } from "./api_version.ts";

type Environment = Readonly<Record<string, string>>;

/** How slurmrestd is reached from here: no matter of the job, and the token is a secret. */
const WAY_TO_DAEMON: ReadonlySet<string> = new Set([
  "SLURM_JWT",
  "SLURM_USER",
  "TESSERA_SLURM_REST_URL",
]);

/** Defaults of the user for sbatch that can be said otherwise (sbatch(1), "INPUT ENVIRONMENT VARIABLES"). */
const OPTION_BY_VARIABLE: ReadonlyMap<string, string> = new Map([
  ["SBATCH_ACCOUNT", "account"],
  ["SBATCH_CONSTRAINT", "constraint"],
  ["SBATCH_PARTITION", "partition"],
  ["SBATCH_QOS", "qos"],
  ["SBATCH_RESERVATION", "reservation"],
  ["SBATCH_WCKEY", "wckey"],
]);

/**
 * What sbatch of Slurm 23.11 and later sets, so that mpirun in the job starts its processes through Slurm: those
 * are the ones that speak v0.0.40 and later.
 */
const MPI_LAUNCHERS: Environment = {
  HYDRA_BOOTSTRAP: "slurm",
  HYDRA_LAUNCHER_EXTRA_ARGS: "--external-launcher",
  I_MPI_HYDRA_BOOTSTRAP: "slurm",
  I_MPI_HYDRA_BOOTSTRAP_EXEC_EXTRA_ARGS: "--external-launcher",
  "OMPI_MCA_plm_slurm_args": "--external-launcher",
  "PRTE_MCA_plm_slurm_args": "--external-launcher",
};

/** The environment that the job gets: as from sbatch, but without the way to the daemon. */
export function jobEnvironment(
  request: SlurmRequest,
  { words }: ApiVersion,
  env: Environment,
): Record<string, string> {
  const handedOn = submissionEnvironment(env, Object.keys(request.spec.secrets));
  const kept = Object.entries(handedOn).filter(([name]) =>
    !WAY_TO_DAEMON.has(name) && !name.startsWith("SBATCH_")
  );
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin", // where there is none: an environment may not be empty
    ...(words === "message" ? MPI_LAUNCHERS : {}),
    ...Object.fromEntries(kept),
    ...setBySbatch(request, words),
  };
}

/** Variables of which it is sbatch, not Slurm, that makes them (sbatch(1), "OUTPUT ENVIRONMENT VARIABLES"). */
function setBySbatch(
  { spec: { resources }, options }: SlurmRequest,
  words: ApiVersion["words"],
): Record<string, string> {
  const { cpusPerTask: cpus, gpusPerNode: gpus } = resources;
  const hasGpus = gpus !== undefined && options.gpuOption === "gpus-per-node";
  return given({
    SLURM_SUBMIT_HOST: Deno.hostname(),
    SLURM_SUBMIT_DIR: currentFolder(),
    SLURM_UMASK: Deno.umask().toString(8).padStart(4, "0"),
    SLURM_CPUS_PER_TASK: cpus === undefined ? undefined : `${cpus}`,
    SLURM_TRES_PER_TASK: cpus === undefined || words === "options" ? undefined : `cpu=${cpus}`,
    SLURM_GPUS_PER_NODE: hasGpus ? formatGpus(gpus) : undefined,
  });
}

/** None where it was removed. */
function currentFolder(): string | undefined {
  try {
    return Deno.cwd();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The user's defaults for sbatch as its options. In a job they describe that job, and do not count.
 *
 * @throws {TesseraError} `bad_input` for one that only sbatch can read.
 */
export function siteDefaults(env: Environment): string[] {
  if (env["SLURM_JOB_ID"] !== undefined) return [];
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith("SBATCH_")) return [];
    const option = OPTION_BY_VARIABLE.get(name);
    if (option !== undefined) return [`--${option}=${value}`];
    throw new TesseraError(
      "bad_input",
      `Cannot submit a job through slurmrestd: ${name} is set, which only sbatch reads`,
      {
        hint: `Unset it; of such variables ${
          [...OPTION_BY_VARIABLE.keys()].join(", ")
        } are known here`,
      },
    );
  });
}
