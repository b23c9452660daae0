/** A slurmrestd that is asked again while it, or Slurm behind it, cannot be reached. @module */

import { TesseraError } from "../../../core/errors.ts";
import type { CallOptions } from "../../submitter.ts";
import { DEFAULT_LIMIT_MS, SHORT_LIMIT_MS } from "../controller.ts";
import { askPatiently, type Failure, type RetryPolicy } from "../transient.ts";
import { parseRestUrl, type RestAddress } from "./address.ts";
import { failureIn, isSuccess, isUnauthorized, type RestAnswer, saidIn } from "./answer.ts";
import { type ApiVersion, chooseVersion } from "./api_version.ts";
import { type RestRequest, sendRequest } from "./client.ts";
import { credentialHeaders, refusedToken } from "./credentials.ts";

/** How a slurmrestd is reached. */
export interface RestOptions {
  /** As the user named it, or as a job's native id keeps it. */
  readonly url: string;
  /** Its SLURM_JWT is the token. */
  readonly env: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
}

/** What is asked. */
export type Question = Pick<RestRequest, "method" | "path" | "body" | "act">;

const IS_DENIED = /permission denied|Access denied/i;

/** One slurmrestd. */
export class RestConnection {
  readonly #address: RestAddress;
  readonly #options: RestOptions;
  #version: ApiVersion | undefined;

  constructor(options: RestOptions) {
    this.#address = parseRestUrl(options.url);
    this.#options = options;
  }

  /** As records keep it. */
  get url(): string {
    return this.#address.url;
  }

  /** The newest version of the API that both sides know; the daemon is asked once. */
  async version(act: string, options: CallOptions): Promise<ApiVersion> {
    if (this.#version !== undefined) return this.#version;
    const answer = await this.ask({ method: "GET", path: "/openapi/v3", act }, options);
    if (answer.kind === "unanswered" || !isSuccess(answer)) throw this.failed(act, saidIn(answer));
    return this.#version = chooseVersion(answer.body, this.#address, act);
  }

  /**
   * Asks.
   *
   * @param mayRepeat Which failures are tried again: for what must not happen twice, only `not_reached`.
   * @throws {TesseraError} `denied` for a token that is not accepted, `unavailable` when nobody can be reached.
   */
  async ask(
    question: Question,
    { signal, timeoutMs = DEFAULT_LIMIT_MS }: CallOptions,
    mayRepeat: (failure: Failure) => boolean = () => true,
  ): Promise<RestAnswer> {
    const { act } = question;
    const answer = await askPatiently<RestAnswer>({
      ask: (limitMs) => {
        const headers = credentialHeaders(this.#address, this.#options.env, { act });
        return sendRequest(this.#address, { ...question, headers, limitMs, signal });
      },
      failureOf: failureIn,
      mayRepeat,
      giveUp: (last) => this.#unreachable(act, last),
      retry: this.#options.retry,
      limitMs: timeoutMs,
      signal,
    });
    if (isUnauthorized(answer)) {
      const { env } = this.#options;
      throw refusedToken(act, this.#address, { said: saidIn(answer), env });
    }
    return answer;
  }

  /** Asks for a list. */
  async askForRows<Row>(
    question: Question,
    read: (body: unknown) => Row[] | undefined,
    options: CallOptions,
  ): Promise<Row[]> {
    return this.rowsIn(await this.ask(question, options), read, question.act);
  }

  /**
   * The list in an answer.
   *
   * @throws {TesseraError} For an answer that is another one.
   */
  rowsIn<Row>(
    answer: RestAnswer,
    read: (body: unknown) => Row[] | undefined,
    act: string,
  ): Row[] {
    if (answer.kind === "unanswered" || !isSuccess(answer)) throw this.failed(act, saidIn(answer));
    const rows = read(answer.body);
    if (rows === undefined) throw this.failed(act, "something of a shape that is not known here");
    return rows;
  }

  /** The error for an answer that refuses what Tessera asked. */
  failed(act: string, said: string): TesseraError {
    const message = `Cannot ${act}: slurmrestd at ${this.url} said "${said}"`;
    return IS_DENIED.test(said)
      ? new TesseraError("denied", message, { hint: "Only the job's owner may do this" })
      : new TesseraError("unavailable", message, {
        hint: "See whether the URL is that of a slurmrestd, and what the site says of it",
      });
  }

  #unreachable(act: string, answer: RestAnswer): TesseraError {
    const said = saidIn(answer);
    const [found, hint] = answer.kind === "unanswered"
      ? [
        `slurmrestd at ${this.url} cannot be reached (${said})`,
        "See whether the URL is right and the daemon runs; jobs go on meanwhile",
      ]
      : [
        `Slurm cannot be reached by slurmrestd at ${this.url} (${said})`,
        "If the controller is down, try again later: jobs go on meanwhile; slurmrestd before Slurm 23.11 " +
        "says the same of a token that it does not accept",
      ];
    return new TesseraError("unavailable", `Cannot ${act}: ${found}`, { hint });
  }
}

/** The limits of a question whose answer can be done without. */
export function shortly(options: CallOptions): CallOptions {
  return { ...options, timeoutMs: Math.min(options.timeoutMs ?? SHORT_LIMIT_MS, SHORT_LIMIT_MS) };
}

/** Nothing where an answer that can be done without does not come. */
export async function withoutFailure<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TesseraError) return undefined;
    throw error;
  }
}
