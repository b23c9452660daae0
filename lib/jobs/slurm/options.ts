/** What only Slurm knows of a job: `spec.slurm`. @module */

import { z } from "zod";
import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import { parseSizeBytes } from "../../core/size.ts";
import { findOwnOption } from "./own_options.ts";

/**
 * Text for one option of sbatch. `#SBATCH` lines know no newline, and there a backslash means another thing
 * than in a shell, so both are refused rather than guessed at.
 */
const Text = z.string().min(1).refine(
  (text) => !/[\p{Cc}\\]/u.test(text),
  "found a control character or a backslash, expected one line without either",
);

/** Values that come from a command line are text. */
const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const Integer = z.coerce.number().int();

const Memory = z.string().transform((text, context) => {
  try {
    return parseSizeBytes(text, "memoryPerCpu");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "" });
    return z.NEVER;
  }
});

const Extra = Text.superRefine((option, context) => {
  const own = findOwnOption(option);
  if (!/^--[a-z]/.test(option)) {
    const message = `found "${option}", expected a long option such as --switches=1`;
    context.addIssue({ code: "custom", message });
  } else if (own !== undefined) {
    context.addIssue({ code: "custom", message: `found "${option}": ${own}` });
  }
});

/** Options of one job that only Slurm has; each is the option of sbatch of that name. */
export const SlurmOptions = z.strictObject({
  /** One partition, or several with commas: the first that can start the job. */
  partition: Text.optional(),
  account: Text.optional(),
  qos: Text.optional(),
  reservation: Text.optional(),
  /** Features of nodes, such as `a100&nvlink`. */
  constraint: Text.optional(),
  /** Whole nodes: `true`, or shared with one's own jobs only (`user`). */
  exclusive: z.union([Flag, z.enum(["user", "mcs"])]).optional(),
  /** Nodes not to use. */
  exclude: Text.optional(),
  /** Nodes to use. */
  nodelist: Text.optional(),
  licenses: Text.optional(),
  nice: Integer.optional(),
  /** A note that squeue shows; Tessera's own mark stands before it. */
  comment: Text.optional(),
  mailType: Text.optional(),
  mailUser: Text.optional(),
  /** Not before this time: `now+1hour`, `16:00`, `2027-01-20T12:34:00`. */
  begin: Text.optional(),
  /** Removed from the queue when it cannot end by this time. */
  deadline: Text.optional(),
  /** Memory of each CPU, such as `4G`; instead of the memory of a node. */
  memoryPerCpu: Memory.optional(),
  /** Which cluster, where a site runs several. */
  cluster: Text.optional(),
  /** How this site wants GPUs to be asked for. */
  gpuOption: z.enum(["gpus-per-node", "gres"]).default("gpus-per-node"),
  /** Run the command once (`none`), or once for each task, by srun. */
  launcher: z.enum(["none", "srun"]).default("none"),
  /**
   * Shell lines before the command, such as `module load cuda`. Each entry is complete by itself; one that
   * fails ends the job before the command.
   */
  setupLines: z.union([z.array(z.string()), z.string().transform((line) => [line])]).default([]),
  /** Further options for sbatch, as they are. */
  extra: z.union([z.array(Extra), Extra.transform((option) => [option])]).default([]),
});
/** Options of one job that only Slurm has. */
export type SlurmOptions = z.infer<typeof SlurmOptions>;

/**
 * Checks `spec.slurm`.
 *
 * @param raw As it stands in the job; nothing means every default.
 * @throws {TesseraError} `bad_input` that names the option, what was found and what was expected.
 */
export function parseSlurmOptions(raw: unknown): SlurmOptions {
  const result = SlurmOptions.safeParse(raw ?? {});
  if (result.success) return result.data;
  const known = Object.keys(SlurmOptions.shape);
  const found = result.error.issues.map((issue) => describe(issue, known)).join("; ");
  throw new TesseraError("bad_input", `Cannot use the options for Slurm: ${found}`, {
    hint: `Options are ${known.join(", ")}; any other option of sbatch goes into extra, ` +
      "such as --switches=1",
  });
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknown(key, known)).join("; ");
  }
  const path = issue.path.map(String).join(".");
  const inner = issue.code === "invalid_union" ? issue.errors.flat() : [];
  const messages = inner.length === 0 ? [issue.message] : inner.map(({ message }) => message);
  return `${path === "" ? "the whole" : path}: ${[...new Set(messages)].join(", or ")}`;
}

function unknown(key: string, known: readonly string[]): string {
  const nearest = findNearestName(key, known);
  return `"${key}" is not one of them${nearest === undefined ? "" : `, did you mean "${nearest}"`}`;
}
