/**
 * What only Slurm knows of a job: `spec.slurm`.
 *
 * Read by hand: a submission should cost little more than sbatch, and to load a library of schemas takes as long as
 * the rest of it.
 *
 * @module
 */

import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import {
  choice,
  flagOr,
  integer,
  listOf,
  memoryBytes,
  type Reader,
  restUrl,
  sbatchOption,
  shellLine,
  text,
} from "./option_values.ts";

/** Options of one job that only Slurm has; each is the option of sbatch of that name. */
export interface SlurmOptions {
  /** One partition, or several with commas: the first that can start the job. */
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  readonly qos?: string | undefined;
  readonly reservation?: string | undefined;
  /** Features of nodes, such as `a100&nvlink`. */
  readonly constraint?: string | undefined;
  /** Whole nodes: `true`, or shared with one's own jobs only (`user`). */
  readonly exclusive?: boolean | "user" | "mcs" | undefined;
  /** Nodes not to use. */
  readonly exclude?: string | undefined;
  /** Nodes to use. */
  readonly nodelist?: string | undefined;
  readonly licenses?: string | undefined;
  readonly nice?: number | undefined;
  /** A note that squeue shows; Tessera's own mark stands before it. */
  readonly comment?: string | undefined;
  readonly mailType?: string | undefined;
  readonly mailUser?: string | undefined;
  /** Not before this time: `now+1hour`, `16:00`, `2027-01-20T12:34:00`. */
  readonly begin?: string | undefined;
  /** Removed from the queue when it cannot end by this time. */
  readonly deadline?: string | undefined;
  /** Memory of each CPU in bytes, given as `4G`; instead of the memory of a node. */
  readonly memoryPerCpu?: number | undefined;
  /** Which cluster, where a site runs several. */
  readonly cluster?: string | undefined;
  /** The slurmrestd to send the job through, instead of sbatch: `http://host:6820`, `unix:/path`. */
  readonly restUrl?: string | undefined;
  /** How this site wants GPUs to be asked for. */
  readonly gpuOption: "gpus-per-node" | "gres";
  /** Run the command once (`none`), or once for each task, by srun. */
  readonly launcher: "none" | "srun";
  /**
   * Shell lines before the command, such as `module load cuda`. Each entry is complete by itself; one that
   * fails ends the job before the command.
   */
  readonly setupLines: readonly string[];
  /** Further options for sbatch, as they are. */
  readonly extra: readonly string[];
}

const DEFAULTS: SlurmOptions = {
  gpuOption: "gpus-per-node",
  launcher: "none",
  setupLines: [],
  extra: [],
};

/** How each is read. */
const READERS: Readonly<Record<keyof SlurmOptions, Reader>> = {
  partition: text,
  account: text,
  qos: text,
  reservation: text,
  constraint: text,
  exclusive: flagOr("user", "mcs"),
  exclude: text,
  nodelist: text,
  licenses: text,
  nice: integer,
  comment: text,
  mailType: text,
  mailUser: text,
  begin: text,
  deadline: text,
  memoryPerCpu: memoryBytes,
  cluster: text,
  restUrl,
  gpuOption: choice("gpus-per-node", "gres"),
  launcher: choice("none", "srun"),
  setupLines: listOf(shellLine),
  extra: listOf(sbatchOption),
};

/**
 * Checks `spec.slurm`.
 *
 * @param raw As it stands in the job; nothing means every default.
 * @throws {TesseraError} `bad_input` that names the option, what was found and what was expected.
 */
export function parseSlurmOptions(raw: unknown): SlurmOptions {
  const given = raw ?? {};
  if (typeof given !== "object" || Array.isArray(given)) {
    throw refusal(["found no options by name"]);
  }
  const faults: string[] = [];
  const options: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const read = Object.hasOwn(READERS, name) ? READERS[name as keyof SlurmOptions] : undefined;
    if (read === undefined) faults.push(unknown(name));
    else {
      const result = read(value);
      if ("fault" in result) faults.push(`${name}: ${result.fault}`);
      else options[name] = result.value;
    }
  }
  if (faults.length > 0) throw refusal(faults);
  // every member was read by the reader of its name
  return options as unknown as SlurmOptions;
}

function unknown(name: string): string {
  const nearest = findNearestName(name, Object.keys(READERS));
  return `"${name}" is not one of them${
    nearest === undefined ? "" : `, did you mean "${nearest}"`
  }`;
}

function refusal(faults: readonly string[]): TesseraError {
  const known = Object.keys(READERS).join(", ");
  return new TesseraError("bad_input", `Cannot use the options for Slurm: ${faults.join("; ")}`, {
    hint: `Options are ${known}; any other option of sbatch goes into extra, such as --switches=1`,
  });
}
