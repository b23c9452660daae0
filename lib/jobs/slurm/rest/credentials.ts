/** Who asks a slurmrestd: a token of Slurm's, which stays in this process. @module */

import { TesseraError } from "../../../core/errors.ts";
import { formatDurationMs } from "../../../core/duration.ts";
import type { RestAddress } from "./address.ts";

type Environment = Readonly<Record<string, string>>;

const NEW_TOKEN = "Make a new one where Slurm's programs are: scontrol token lifespan=3600 " +
  "prints SLURM_JWT=…, which is exported here";

/** What a header would not take, and neither token nor name of a user has. */
const NO_HEADER = /[^\x21-\x7e]/;

/** What a token says of itself; it is Slurm that checks it. */
interface Claims {
  readonly user?: string;
  readonly expiresMs?: number;
}

/**
 * The headers that name the user and prove it. A Unix socket needs none: there the daemon asks the kernel who
 * is at the other end, and refuses a user that is named and another.
 *
 * @param act What is being done, for messages.
 * @throws {TesseraError} `denied` when there is no token, or when it has expired.
 */
export function credentialHeaders(
  address: RestAddress,
  env: Environment,
  { act, nowMs = Date.now() }: { act: string; nowMs?: number },
): Record<string, string> {
  const token = env["SLURM_JWT"] ?? "";
  if (token === "" && address.socketPath !== undefined) return {};
  if (token === "") throw missingToken(act, address);
  if (NO_HEADER.test(token)) {
    throw new TesseraError("denied", `Cannot ${act}: SLURM_JWT holds no token`, {
      hint: "It is the text after SLURM_JWT= that scontrol token prints, in one line",
    });
  }
  const { user, expiresMs } = readClaims(token);
  if (expiresMs !== undefined && expiresMs <= nowMs) {
    const ago = formatDurationMs(nowMs - expiresMs);
    throw new TesseraError(
      "denied",
      `Cannot ${act}: the token in SLURM_JWT expired ${ago} ago`,
      { hint: NEW_TOKEN },
    );
  }
  const name = env["SLURM_USER"] || user || env["USER"] || env["LOGNAME"];
  if (name !== undefined && NO_HEADER.test(name)) {
    throw new TesseraError("denied", `Cannot ${act}: found ${JSON.stringify(name)} as the user`, {
      hint: "Name the user of the token in SLURM_USER",
    });
  }
  return {
    ...(name === undefined ? {} : { "X-SLURM-USER-NAME": name }),
    "X-SLURM-USER-TOKEN": token,
  };
}

/**
 * The error for a user or token that is not accepted.
 *
 * @param said What was answered.
 */
export function refusedToken(
  act: string,
  address: RestAddress,
  { said, env }: { readonly said: string; readonly env: Environment },
): TesseraError {
  if ((env["SLURM_JWT"] ?? "") === "") return missingToken(act, address);
  const { url, socketPath } = address;
  const found = `slurmrestd at ${url} does not accept the user or the token in SLURM_JWT (${said})`;
  const onSocket = socketPath === undefined
    ? ""
    : "; a daemon of your own asks the system who you are: unset SLURM_JWT for it";
  return new TesseraError("denied", `Cannot ${act}: ${found}`, {
    hint: `${NEW_TOKEN}; the user is the token's, or the one that SLURM_USER names${onSocket}`,
  });
}

function missingToken(act: string, { url }: RestAddress): TesseraError {
  return new TesseraError(
    "denied",
    `Cannot ${act}: slurmrestd at ${url} wants a token, and SLURM_JWT is not set`,
    { hint: NEW_TOKEN },
  );
}

/** Reads the second part of `header.claims.signature`; nothing of a token of another form. */
function readClaims(token: string): Claims {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== "object" || claims === null) return {};
    const user = "sun" in claims ? claims.sun : "username" in claims ? claims.username : undefined;
    const expiresSec = "exp" in claims ? claims.exp : undefined;
    return {
      ...(typeof user === "string" && user !== "" ? { user } : {}),
      ...(typeof expiresSec === "number" ? { expiresMs: expiresSec * 1_000 } : {}),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
