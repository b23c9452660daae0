/**
 * What slurmrestd answered, for tests: recorded on 2026-11-21 from the releases of Debian 12, 13 and 14, with the fields
 * of jobs that are not read here left out.
 *
 * @module
 */

import release22 from "./recorded_answers/22.05.json" with { type: "json" };
import release24 from "./recorded_answers/24.11.json" with { type: "json" };
import release26 from "./recorded_answers/26.05.json" with { type: "json" };

/** An answer as it came. */
export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The answers of one release. */
export interface RecordedAnswers {
  readonly release: string;
  /** Paths of its OpenAPI document that have to do with jobs. */
  readonly paths: readonly string[];
  /** Jobs: one that ended with 3, one that was killed, an array (0,2,4-6%1) of which one task runs, one that is held. */
  readonly queue: unknown;
  /** The same in accounting. */
  readonly accounts: unknown;
  readonly unknownJob: RecordedAnswer;
  readonly unknownCancelled: RecordedAnswer;
  readonly held: RecordedAnswer;
  readonly taken: RecordedAnswer;
  /** For the partition `debgu`. */
  readonly refused: RecordedAnswer;
  /** For a field `frobnicate`. */
  readonly unknownField: RecordedAnswer;
  /** For a flag that is not known; that release ends the request there. */
  readonly halfTaken?: RecordedAnswer;
}

/** By the API version that was spoken. */
export const RECORDED: Readonly<Record<"v0.0.38" | "v0.0.42" | "v0.0.45", RecordedAnswers>> = {
  "v0.0.38": release22,
  "v0.0.42": release24,
  "v0.0.45": release26,
};
