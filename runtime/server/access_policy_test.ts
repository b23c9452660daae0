import assert from "node:assert/strict";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { type AccessRequest, decideAccess, schedulerJobId } from "./access_policy.ts";

const LOCAL: AccessRequest = {
  host: "127.0.0.1",
  port: 8000,
  noToken: false,
  allowOtherUsers: false,
  env: {},
};

async function inTempDir(run: (dir: string) => void): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("decideAccess() asks for a token off loopback and inside a scheduler's job", async () => {
  await inTempDir((dir) => {
    const env = { XDG_STATE_HOME: dir };
    assert.equal(decideAccess({ ...LOCAL, host: "0.0.0.0", env }).kind, "token");
    assert.equal(decideAccess({ ...LOCAL, env: { ...env, SLURM_JOB_ID: "7" } }).kind, "token");
    assert.equal(decideAccess({ ...LOCAL, host: "0.0.0.0", noToken: true, env }).kind, "anyone");
  });
});

Deno.test("decideAccess() serves the same user on loopback, others only on request", () => {
  const wanted = Deno.build.os === "linux" ? "same_user" : "anyone";
  assert.equal(decideAccess(LOCAL).kind, wanted);
  assert.equal(decideAccess({ ...LOCAL, allowOtherUsers: true }).kind, "anyone");
});

Deno.test("decideAccess() makes a token file only its owner can read, and reads one that is there", async () => {
  await inTempDir((dir) => {
    const tokenFile = join(dir, "token");
    const made = decideAccess({ ...LOCAL, tokenFile });
    assert.ok(made.kind === "token" && made.token.length >= 40);
    assert.equal((Deno.statSync(tokenFile).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual(decideAccess({ ...LOCAL, tokenFile }), made);
    assert.throws(
      () => decideAccess({ ...LOCAL, tokenFile: join(tokenFile, "below-a-file") }),
      TesseraError,
    );
  });
});

Deno.test("schedulerJobId() finds the job of each scheduler", () => {
  assert.equal(schedulerJobId({ SLURM_JOB_ID: "12" }), "12");
  assert.equal(schedulerJobId({ SLURM_JOB_ID: "" }), undefined);
  assert.equal(schedulerJobId({}), undefined);
});
