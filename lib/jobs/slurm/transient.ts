/** Failures of Slurm that pass by themselves. @module */

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

/** Tells from what Slurm said whether it was not there, lost its answer, or refused. */
export function classifyFailure(said: string): Failure {
  if (NOT_REACHED.test(said)) return "not_reached";
  return ANSWER_LOST.test(said) ? "answer_lost" : "final";
}

/** Something that is asked of Slurm, again where it fails in a way that passes by itself. */
export interface PatientCall<Answer> {
  /** Asks once, within the given time. */
  ask(limitMs: number): Promise<Answer>;
  /** What the answer means; `final` for a success as well. */
  failureOf(answer: Answer): Failure;
  /** Which failures are tried again: for what must not happen twice, only `not_reached`. */
  mayRepeat(failure: Failure): boolean;
  /** The error when the last try failed like the others. */
  giveUp(answer: Answer): TesseraError;
  readonly retry: RetryPolicy;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks, again where it failed in a way that passes by itself.
 *
 * @returns The answer, of a success or of a failure that is not tried again.
 * @throws {TesseraError} What `giveUp` makes, after the last try.
 */
export async function askPatiently<Answer>(call: PatientCall<Answer>): Promise<Answer> {
  const { retry, signal } = call;
  const untilMs = Date.now() + call.limitMs;
  for (let failures = 1;; failures++) {
    const answer = await call.ask(Math.max(1, untilMs - Date.now()));
    const failure = call.failureOf(answer);
    if (failure === "final" || !call.mayRepeat(failure)) return answer;
    const delayMs = retry.firstDelayMs * 2 ** (failures - 1) * (0.75 + Math.random() / 2);
    if (failures >= retry.tries || Date.now() + delayMs >= untilMs) throw call.giveUp(answer);
    await pause(delayMs, undefined, signal === undefined ? {} : { signal });
  }
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
  return await askPatiently({
    ask: (limitMs) => runProgram({ ...call, limitMs }),
    failureOf: ({ code, stderr }) => code === 0 ? "final" : classifyFailure(stderr),
    mayRepeat,
    giveUp: (output) => unreachable(call, output),
    retry,
    limitMs: call.limitMs,
    signal: call.signal,
  });
}

function unreachable({ act, program }: ProgramCall, output: ProgramOutput): TesseraError {
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
