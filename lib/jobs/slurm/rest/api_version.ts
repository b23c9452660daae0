/** Which version of its API to speak with a slurmrestd. @module */

import { z } from "zod";
import { TesseraError } from "../../../core/errors.ts";
import type { RestAddress } from "./address.ts";

/** How requests and answers of a version are written. */
export interface ApiVersion {
  /** As in paths: `v0.0.42`. */
  readonly name: string;
  /**
   * Until v0.0.38 a job is described with the words of sbatch's options, from v0.0.40 on with the fields of
   * Slurm's own message.
   */
  readonly words: "options" | "message";
  /** Whether one job that is unknown can be told from a controller that is down, or a token that is not accepted. */
  readonly knowsOneJob: boolean;
  /** Whether accounting gives the states of jobs by their names. */
  readonly hasAccountedStates: boolean;
}

/**
 * Newest first. v0.0.39 is left out: every release that serves it (23.02 to 24.05) serves one of its
 * neighbours as well.
 */
export const API_VERSIONS: readonly ApiVersion[] = [
  ...["v0.0.45", "v0.0.44", "v0.0.43", "v0.0.42", "v0.0.41", "v0.0.40"].map((
    name,
  ): ApiVersion => ({ name, words: "message", knowsOneJob: true, hasAccountedStates: true })),
  { name: "v0.0.38", words: "options", knowsOneJob: true, hasAccountedStates: true },
  { name: "v0.0.37", words: "options", knowsOneJob: false, hasAccountedStates: true },
  // 20.11 gives the reason with the number of the state in its place
  { name: "v0.0.36", words: "options", knowsOneJob: false, hasAccountedStates: false },
];

const Document = z.object({ paths: z.record(z.string(), z.unknown()) });

/**
 * Chooses the newest version that both sides know.
 *
 * @param document What the daemon answers to `/openapi/v3`.
 * @throws {TesseraError} `unavailable` when there is none.
 */
export function chooseVersion(document: unknown, address: RestAddress, act: string): ApiVersion {
  const { data } = Document.safeParse(document);
  const served = versionsIn(Object.keys(data?.paths ?? {}));
  const version = API_VERSIONS.find(({ name }) => served.has(name));
  if (version !== undefined) return version;
  const found = data === undefined
    ? "its OpenAPI document has no paths"
    : `it serves ${served.size === 0 ? "no jobs" : [...served].join(", ")}`;
  const names = API_VERSIONS.map(({ name }) => name);
  throw new TesseraError(
    "unavailable",
    `Cannot ${act}: no version of the API of slurmrestd at ${address.url} is known here: ${found}, expected ` +
      `one of ${names.join(", ")}`,
    {
      hint:
        "See whether the URL is that of a slurmrestd, with the prefix of its proxy if it has one",
    },
  );
}

/** Those in which jobs can be submitted. */
function versionsIn(paths: readonly string[]): Set<string> {
  return new Set(
    paths.flatMap((path) => /^\/slurm\/(v[\d.]+)\/job\/submit$/.exec(path)?.[1] ?? []),
  );
}
