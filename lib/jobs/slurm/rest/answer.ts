/** What a slurmrestd answers around everything: errors and warnings, in the forms of all its versions. @module */

import { z } from "zod";
import { classifyFailure, type Failure } from "../transient.ts";

/** An answer, or that there was none. */
export type RestAnswer =
  | {
    readonly kind: "answered";
    readonly status: number;
    /** The parsed body; nothing where it was no JSON. */
    readonly body: unknown;
    readonly problems: readonly Problem[];
    readonly warnings: readonly string[];
    /** The beginning of a body that was no JSON. */
    readonly text: string;
  }
  /** Nobody listened, or the connection broke. */
  | { readonly kind: "unanswered"; readonly failure: Failure; readonly said: string };

/** One thing that went wrong. */
export interface Problem {
  /** Slurm's number of it; 0 and -1 say nothing. */
  readonly number: number;
  readonly said: string;
}

const Text = z.string().nullish();
const Trouble = z.object({
  error: Text,
  description: Text,
  error_number: z.number().nullish(),
  // until v0.0.38
  error_code: z.number().nullish(),
});
/** Of one job of many, from v0.0.43. */
const Outcome = z.object({
  error: z.object({ code: z.number(), string: Text, message: Text }).nullish(),
});
const Envelope = z.object({
  errors: z.array(Trouble).nullish(),
  warnings: z.array(Trouble).nullish(),
  status: z.array(Outcome).nullish(),
});

/** The number for a token that is not accepted (`ESLURM_PROTOCOL_AUTHENTICATION_ERROR`). */
const AUTHENTICATION_ERROR = 1007;
/** 22.05 says no more than that of a controller that is down, and of a token that it does not accept. */
const UNSPECIFIED = -1;

/** Reads an answer. */
export function readAnswer(status: number, text: string): RestAnswer {
  const body = parseJson(text);
  const { data } = Envelope.safeParse(body);
  return {
    kind: "answered",
    status,
    body,
    problems: [
      ...(data?.errors ?? []).map(problemOf),
      ...(data?.status ?? []).flatMap(({ error }) => {
        if (error === null || error === undefined || error.code === 0) return [];
        return [{ number: error.code, said: error.message ?? error.string ?? "" }];
      }),
    ],
    warnings: (data?.warnings ?? []).map((warning) => problemOf(warning).said),
    text: body === undefined ? text.trim().slice(0, 500) : "",
  };
}

/** Whether it is an answer to what was asked, and not to another question or a failure. */
export function isSuccess(answer: RestAnswer): boolean {
  return answer.kind === "answered" && answer.status >= 200 && answer.status < 300 &&
    answer.body !== undefined;
}

/** What went wrong, in one line. */
export function saidIn(answer: RestAnswer): string {
  if (answer.kind === "unanswered") return answer.said;
  const said = [...new Set(answer.problems.map((problem) => problem.said))]
    .filter((text) => text !== "").join("; ").slice(0, 2_000);
  if (said !== "") return said;
  return answer.text === "" ? `status ${answer.status}` : `status ${answer.status}: ${answer.text}`;
}

/** Whether the user or the token was refused. */
export function isUnauthorized(answer: RestAnswer): boolean {
  if (answer.kind === "unanswered") return false;
  return answer.status === 401 || answer.status === 511 ||
    answer.problems.some(({ number, said }) =>
      number === AUTHENTICATION_ERROR || /authentication error/i.test(said)
    );
}

/** Tells whether the cluster was not there, lost its answer, or gave one. */
export function failureIn(answer: RestAnswer): Failure {
  if (answer.kind === "unanswered") return answer.failure;
  if (isSuccess(answer) || isUnauthorized(answer)) return "final";
  const failure = classifyFailure(saidIn(answer));
  if (failure !== "final") return failure;
  if (answer.status < 500) return "final";
  const isGateway = answer.status >= 502 && answer.status <= 504;
  const isVague = answer.problems.every(({ number }) => number === UNSPECIFIED);
  return isGateway || isVague ? "answer_lost" : "final";
}

function problemOf(trouble: z.infer<typeof Trouble>): Problem {
  const { error, description, error_number: number, error_code: code } = trouble;
  const parts = [description, error].filter((part) =>
    part !== null && part !== undefined && part !== ""
  );
  return { number: number ?? code ?? 0, said: [...new Set(parts)].join(": ") };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
