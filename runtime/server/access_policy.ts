/** Decides who may call a server, and keeps its token. @module */

import { dirname, join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";

/** Who may call. */
export type Access =
  | { readonly kind: "token"; readonly token: string; readonly tokenFile: string }
  | { readonly kind: "same_user" }
  | { readonly kind: "anyone" };

/** What the decision is made from. */
export interface AccessRequest {
  readonly host: string;
  readonly port: number;
  /** `--token-file`. */
  readonly tokenFile?: string;
  /** `--no-token`. */
  readonly noToken: boolean;
  /** `--allow-other-users`. */
  readonly allowOtherUsers: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Variables that a scheduler sets inside its jobs. */
const JOB_VARIABLES = ["SLURM_JOB_ID", "YT_JOB_ID", "UC_JOB_ID", "PBS_JOBID", "LSB_JOBID"];

/** Id of the scheduler's job that this process runs in, if any. */
export function schedulerJobId(env: AccessRequest["env"]): string | undefined {
  return JOB_VARIABLES.map((name) => env[name]).find((value) =>
    value !== undefined && value !== ""
  );
}

/**
 * Login and compute nodes are shared, and their loopback is everybody's: off loopback and inside a
 * scheduler's job a token is required; on plain loopback only this user's processes are served.
 *
 * @throws {TesseraError} When the token file cannot be read or made.
 */
export function decideAccess(request: AccessRequest): Access {
  const isExposed = !isLoopback(request.host) || schedulerJobId(request.env) !== undefined;
  const wantsToken = request.tokenFile !== undefined || (isExposed && !request.noToken);
  if (wantsToken) {
    const tokenFile = request.tokenFile ?? defaultTokenFile(request);
    return { kind: "token", token: readOrMakeToken(tokenFile), tokenFile };
  }
  const canTellUsers = Deno.build.os === "linux" && isLoopback(request.host);
  return request.allowOtherUsers || !canTellUsers ? { kind: "anyone" } : { kind: "same_user" };
}

/** Whether an address is this machine's loopback. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function defaultTokenFile({ env }: AccessRequest): string {
  const state = env.XDG_STATE_HOME ?? join(env.HOME ?? "/tmp", ".local", "state");
  return join(state, "tessera", "tokens", `${crypto.randomUUID()}.token`);
}

/** A token that nobody can guess, of letters that need no quoting. */
export function makeToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function readOrMakeToken(path: string): string {
  try {
    const token = Deno.readTextFileSync(path).trim();
    if (token !== "") return token;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw unusable(path, error);
  }
  const token = makeToken();
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // a new file, never one that somebody else has laid there
    Deno.writeTextFileSync(path, `${token}\n`, { createNew: true, mode: 0o600 });
  } catch (error) {
    throw unusable(path, error);
  }
  return token;
}

function unusable(path: string, cause: unknown): TesseraError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TesseraError("unavailable", `Cannot use the token file "${path}": ${why}`, {
    hint: "Pass --token-file with a file in a folder of your own",
    cause,
  });
}
