/** All backends: a new one is a folder with a `submitter.ts` and a line here. @module */

import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";
import type { PollPace } from "./follow.ts";
import type { Submitter } from "./submitter.ts";

/** What a backend's `submitter.ts` exports. */
export interface SubmitterModule {
  /** The backend as this process sees it. */
  createSubmitter(): Submitter;
}

/** One line of the registry. */
export interface Backend {
  /** As in `--on`. */
  readonly name: string;
  /** What it is, for the help. */
  readonly summary: string;
  /** How often it may be asked for the states of jobs. */
  readonly pace: PollPace;
  /** Imports it, which only happens when it is used. */
  load(): Promise<SubmitterModule>;
}

/** In the order of the help text. */
export const BACKENDS: readonly Backend[] = [
  {
    name: "local",
    summary: "processes on this machine",
    pace: { firstMs: 100, maxMs: 2_000 },
    load: () => import("./local/submitter.ts"),
  },
  {
    name: "slurm",
    summary: "a Slurm cluster",
    pace: { firstMs: 2_000, maxMs: 30_000 },
    load: () => import("./slurm/submitter.ts"),
  },
];

/**
 * The backend of that name.
 *
 * @throws {TesseraError} `usage` for a name that is not in the registry.
 */
export function getBackend(name: string): Backend {
  const backend = BACKENDS.find((candidate) => candidate.name === name);
  if (backend !== undefined) return backend;
  const names = BACKENDS.map((candidate) => candidate.name);
  const nearest = findNearestName(name, names);
  throw new TesseraError("usage", `Cannot use backend "${name}": expected ${names.join(" or ")}`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` }),
  });
}
