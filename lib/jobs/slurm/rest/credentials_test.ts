import assert from "node:assert/strict";
import { parseRestUrl } from "./address.ts";
import { credentialHeaders, refusedToken } from "./credentials.ts";

const DAEMON = parseRestUrl("http://host:6820");
const SOCKET = parseRestUrl("unix:/run/slurmrestd.sock");
const ACT = "look";

function tokenWith(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `e30.${bytes.toBase64({ alphabet: "base64url", omitPadding: true })}.c2ln`;
}

Deno.test("credentialHeaders() names the token's own user, or the one that SLURM_USER names", () => {
  const token = tokenWith({ exp: 2_000, iat: 1, sun: "ada" });
  const nameIn = (env: Record<string, string>) =>
    credentialHeaders(DAEMON, { SLURM_JWT: token, USER: "local", ...env }, { act: ACT, nowMs: 0 })[
      "X-SLURM-USER-NAME"
    ];
  assert.equal(nameIn({}), "ada");
  assert.equal(nameIn({ SLURM_USER: "grace" }), "grace");
  assert.equal(nameIn({ SLURM_JWT: "opaque" }), "local");
});

Deno.test("credentialHeaders() tells an expired token, and what to do", () => {
  const env = { SLURM_JWT: tokenWith({ exp: 1_000, sun: "ada" }) };
  assert.throws(() => credentialHeaders(DAEMON, env, { act: ACT, nowMs: 1_125_000 }), {
    code: "denied",
    message: "Cannot look: the token in SLURM_JWT expired 2m 5s ago",
    hint: /scontrol token lifespan=/,
  });
  assert.ok(credentialHeaders(DAEMON, env, { act: ACT, nowMs: 999_000 })["X-SLURM-USER-TOKEN"]);
});

Deno.test("credentialHeaders() wants a token for a host, and none for a socket", () => {
  assert.throws(() => credentialHeaders(DAEMON, {}, { act: ACT }), {
    code: "denied",
    message: /SLURM_JWT is not set/,
  });
  assert.deepEqual(credentialHeaders(SOCKET, { USER: "ada" }, { act: ACT }), {});
});

Deno.test("credentialHeaders() refuses a user's name that no header takes", () => {
  const env = { SLURM_JWT: "opaque", SLURM_USER: "ada\nX-Other: 1" };
  assert.throws(() => credentialHeaders(DAEMON, env, { act: ACT }), {
    code: "denied",
    hint: /SLURM_USER/,
  });
});

Deno.test("credentialHeaders() does not repeat what is no token", () => {
  const env = { SLURM_JWT: "SLURM_JWT=secret\nmore" };
  assert.throws(() => credentialHeaders(DAEMON, env, { act: ACT }), (error: Error) => {
    assert.ok(!error.message.includes("secret"));
    return true;
  });
});

Deno.test("refusedToken() says what to change, for a host and for a socket", () => {
  const said = "status 401";
  const refused = refusedToken(ACT, DAEMON, { said, env: { SLURM_JWT: "hunter2" } });
  assert.equal(refused.code, "denied");
  assert.match(
    refused.message,
    /does not accept the user or the token in SLURM_JWT \(status 401\)$/,
  );
  assert.ok(!`${refused.message}${refused.hint}`.includes("hunter2"));
  const own = refusedToken(ACT, SOCKET, { said, env: { SLURM_JWT: "hunter2" } });
  assert.match(own.hint ?? "", /unset SLURM_JWT/);
  assert.match(refusedToken(ACT, SOCKET, { said, env: {} }).message, /SLURM_JWT is not set$/);
});
