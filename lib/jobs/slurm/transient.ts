/** Failures of Slurm's programs that pass by themselves. @module */

import { setTimeout as pause } from "node:timers/promises";
import { TesseraError } from "../../core/errors.ts";
import { type ProgramCall, type ProgramOutput, runProgram } from "./program.ts";

/** How often and how fast a transient failure is tried again. */
export interface RetryPolicy {
  /** Calls in all, the first included. */
  readonly tries: number;
  /** Pause before the second call; it doubles from there. */
  readonly firstDelayMs: number;
}

/** Four calls within about four seconds of pauses. */
export const DEFAULT_RETRY: RetryPolicy = { tries: 4, firstDelayMs: 500 };

/** The controller took nothing: it was not there. */
const NOT_REACHED =
  /connect failure|Connection refused|Unable to establish (?:a )?(?:control|config)|Unable to resolve|No route to host/i;
/** The controller may have taken the request, and its answer was lost. */
const ANSWER_LOST =
  /Socket timed out|timed out on send\/recv|Zero Bytes were transmitted|Unable to contact slurm controller|Unexpected message received|Transport endpoint|Connection reset|Resource temporarily unavailable|Slurm temporarily unable|too many connections|Unable to contact|Communication connection failure/i;

/** What a failed call means for trying it again. */
export type Failure = "final" | "not_reached" | "answer_lost";

/** Tells whether the cluster was not there, lost its answer, or refused. */
export function classifyFailure({ stderr }: ProgramOutput): Failure {
  if (NOT_REACHED.test(stderr)) return "not_reached";
  return ANSWER_LOST.test(stderr) ? "answer_lost" : "final";
}

/**
 * Runs a program, again where it failed in a way that passes by itself.
 *
 * @param mayRepeat Which failures are tried again: for what must not happen twice, only `not_reached`.
 * @returns The output, of a success or of a failure that is no transient one.
 * @throws {TesseraError} `unavailable` when the cluster still is not reached after the last try.
 */
export async function runPatiently(
  call: ProgramCall,
  { retry, mayRepeat }: { retry: RetryPolicy; mayRepeat: (failure: Failure) => boolean },
): Promise<ProgramOutput> {
  const untilMs = Date.now() + call.limitMs;
  for (let failures = 1;; failures++) {
    const output = await runProgram({ ...call, limitMs: Math.max(1, untilMs - Date.now()) });
    const failure = output.code === 0 ? "final" : classifyFailure(output);
    if (failure === "final" || !mayRepeat(failure)) return output;
    const delayMs = retry.firstDelayMs * 2 ** (failures - 1) * (0.75 + Math.random() / 2);
    if (failures >= retry.tries || Date.now() + delayMs >= untilMs) throw unreachable(call, output);
    await pause(delayMs, undefined, call.signal === undefined ? {} : { signal: call.signal });
  }
}

/** The error for a cluster that cannot be reached. */
export function unreachable({ act, program }: ProgramCall, output: ProgramOutput): TesseraError {
  const found = saidBy(program, output);
  return new TesseraError("unavailable", `Cannot ${act}: Slurm cannot be reached (${found})`, {
    hint: "See scontrol ping; if the controller is down, try again later: jobs go on meanwhile",
  });
}

/** What a program said on stderr, in one line, without its own name before it. */
export function saidBy(program: string, { stderr, code }: ProgramOutput): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const said = lines.map((line) => line.replace(new RegExp(`^${program}: (error: )?`), ""));
  return said.length === 0 ? `${program} ended with ${code}` : said.join("; ").slice(0, 2_000);
}
