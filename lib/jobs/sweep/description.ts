/** What a sweep is: the file `sweep.json`, written once and never changed. @module */

import * as z from "zod/mini";
import "../../core/schema_messages.ts";
import { TesseraError } from "../../core/errors.ts";

const Target = z.discriminatedUnion("kind", [
  /** Absolute path of the module's file. */
  z.strictObject({ kind: z.literal("module"), path: z.string().check(z.minLength(1)) }),
  /** Base URL of a served module, without credentials. */
  z.strictObject({ kind: z.literal("url"), baseUrl: z.string().check(z.minLength(1)) }),
  /** The id of the job that a served module runs in; where it listens is looked up at each start. */
  z.strictObject({ kind: z.literal("job"), id: z.string().check(z.minLength(1)) }),
]);

/** What a sweep is. */
export const SweepDescription = z.strictObject({
  /** Of this file's format. */
  version: z.literal(1),
  name: z.string().check(z.minLength(1)),
  createdMs: z.int().check(z.nonnegative()),
  target: Target,
  endpoint: z.string().check(z.minLength(1)),
  /** The file of points as the user named it, the copy in the folder, and the copy's SHA-256 in hexadecimal. */
  over: z.strictObject({
    name: z.string().check(z.minLength(1)),
    copy: z.string().check(z.minLength(1)),
    sha256: z.string().check(z.length(64)),
  }),
  /** How many points there are. */
  count: z.int().check(z.positive()),
  /** How many points workers take at a time. */
  blockSize: z.int().check(z.positive()),
  /** How arrays in outputs are written; `lists`: as nested lists and nothing else. */
  outputFormat: z.enum(["lists", "json", "json+base64", "json+binref"]),
  /** Where the module finds its input files. */
  inputPath: z.string().check(z.minLength(1)),
});
/** What a sweep is. */
export type SweepDescription = z.infer<typeof SweepDescription>;

/**
 * Reads `sweep.json`.
 *
 * @throws {TesseraError} `bad_input` when it is something else.
 */
export function parseDescription(text: string, path: string): SweepDescription {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new TesseraError("bad_input", `Cannot read "${path}": it is not JSON`, { cause });
  }
  const result = SweepDescription.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join(".") ?? "";
  throw new TesseraError("bad_input", `Cannot read "${path}": ${place}: ${issue?.message}`, {
    hint: "Use the version of this program that made the folder",
  });
}

const SHOWN_DIGITS = 16;

function targetText(target: SweepDescription["target"]): string {
  if (target.kind === "module") return target.path;
  return target.kind === "url" ? target.baseUrl : `job:${target.id}`;
}

/** What must be the same for a sweep to go on, by the word for it. */
const IDENTITY: readonly (readonly [string, (sweep: SweepDescription) => string])[] = [
  ["the target", ({ target }) => targetText(target)],
  ["the endpoint", ({ endpoint }) => endpoint],
  ["the content of --over, by its SHA-256,", ({ over }) => over.sha256.slice(0, SHOWN_DIGITS)],
  ["the output format", ({ outputFormat }) => outputFormat],
  ["the input path", ({ inputPath }) => inputPath],
];

/**
 * Checks that a sweep is the one whose folder it is to go on in.
 *
 * @throws {TesseraError} `bad_input` that names what differs.
 */
export function refuseOther(
  { wanted, found, folder }: {
    readonly wanted: SweepDescription;
    readonly found: SweepDescription;
    readonly folder: string;
  },
): void {
  const differing = IDENTITY.find(([, of]) => of(wanted) !== of(found));
  if (differing === undefined) return;
  const [what, of] = differing;
  throw new TesseraError(
    "bad_input",
    `Cannot go on in "${folder}": it holds another sweep, with ${what} ${of(found)} instead of ${
      of(wanted)
    }`,
    { hint: "Choose another folder with --output-path, or go on with --resume alone" },
  );
}
