/** What only Slurm knows of a job: `spec.slurm`. @module */

import * as z from "zod/mini";
import { TesseraError } from "../../core/errors.ts";
import "../../core/schema_messages.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import { parseSizeBytes } from "../../core/size.ts";
import { findOwnOption } from "./own_options.ts";
import { parseRestUrl } from "./rest/address.ts";

/**
 * Text for one option of sbatch. `#SBATCH` lines know no newline, and there a backslash means another thing
 * than in a shell, so both are refused rather than guessed at.
 */
const Text = z.string().check(
  z.minLength(1),
  z.refine(
    (text) => !/[\p{Cc}\\]/u.test(text),
    "found a control character or a backslash, expected one line without either",
  ),
);

/** Values that come from a command line are text. */
const Flag = z.union([
  z.boolean(),
  z.pipe(z.enum(["true", "false"]), z.transform((text) => text === "true")),
]);
const Integer = z.pipe(z.coerce.number(), z.int());
const Memory = read(z.string(), (text) => parseSizeBytes(text, "memoryPerCpu"));
const RestUrl = read(Text, (text) => parseRestUrl(text).url);

/** What a function makes of a text; what it throws is the message. */
function read<Value>(text: z.ZodMiniType<string>, parse: (text: string) => Value) {
  return z.pipe(
    text,
    z.transform((input: string, context) => {
      try {
        return parse(input);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        context.issues.push({ code: "custom", message, input });
        return z.NEVER;
      }
    }),
  );
}

/** A list, or its one entry. */
function oneOrMore(item: z.ZodMiniType<string>) {
  return z.union([z.array(item), z.pipe(item, z.transform((one: string) => [one]))]);
}

const Extra = Text.check(({ value: option, issues }) => {
  const own = findOwnOption(option);
  if (!/^--[a-z]/.test(option)) {
    const message = `found "${option}", expected a long option such as --switches=1`;
    issues.push({ code: "custom", message, input: option });
  } else if (own !== undefined) {
    issues.push({ code: "custom", message: `found "${option}": ${own}`, input: option });
  }
});

/** Options of one job that only Slurm has; each is the option of sbatch of that name. */
export const SlurmOptions = z.strictObject({
  /** One partition, or several with commas: the first that can start the job. */
  partition: z.optional(Text),
  account: z.optional(Text),
  qos: z.optional(Text),
  reservation: z.optional(Text),
  /** Features of nodes, such as `a100&nvlink`. */
  constraint: z.optional(Text),
  /** Whole nodes: `true`, or shared with one's own jobs only (`user`). */
  exclusive: z.optional(z.union([Flag, z.enum(["user", "mcs"])])),
  /** Nodes not to use. */
  exclude: z.optional(Text),
  /** Nodes to use. */
  nodelist: z.optional(Text),
  licenses: z.optional(Text),
  nice: z.optional(Integer),
  /** A note that squeue shows; Tessera's own mark stands before it. */
  comment: z.optional(Text),
  mailType: z.optional(Text),
  mailUser: z.optional(Text),
  /** Not before this time: `now+1hour`, `16:00`, `2027-01-20T12:34:00`. */
  begin: z.optional(Text),
  /** Removed from the queue when it cannot end by this time. */
  deadline: z.optional(Text),
  /** Memory of each CPU, such as `4G`; instead of the memory of a node. */
  memoryPerCpu: z.optional(Memory),
  /** Which cluster, where a site runs several. */
  cluster: z.optional(Text),
  /** The slurmrestd to send the job through, instead of sbatch: `http://host:6820`, `unix:/path`. */
  restUrl: z.optional(RestUrl),
  /** How this site wants GPUs to be asked for. */
  gpuOption: z._default(z.enum(["gpus-per-node", "gres"]), "gpus-per-node"),
  /** Run the command once (`none`), or once for each task, by srun. */
  launcher: z._default(z.enum(["none", "srun"]), "none"),
  /**
   * Shell lines before the command, such as `module load cuda`. Each entry is complete by itself; one that
   * fails ends the job before the command.
   */
  setupLines: z._default(oneOrMore(z.string()), []),
  /** Further options for sbatch, as they are. */
  extra: z._default(oneOrMore(Extra), []),
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
