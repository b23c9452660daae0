import assert from "node:assert/strict";
import { join } from "node:path";
import { Replay } from "./replay.ts";
import { RECORDED, type RecordedAnswer } from "./testing.ts";

const VERSIONS = ["v0.0.38", "v0.0.42", "v0.0.45"] as const;

function ok(body: unknown): RecordedAnswer {
  return { status: 200, body };
}

Deno.test("submit() posts the job, and its native id names the daemon", async () => {
  for (const version of VERSIONS) {
    const { taken } = RECORDED[version];
    await using slurm = await Replay.start(version, {
      [`POST /slurm/${version}/job/submit`]: taken,
    });
    const ref = await slurm.submitter().submit(slurm.submission(), {});
    assert.match(ref.nativeId, new RegExp(`^\\d+@${slurm.url}$`));
    assert.deepEqual(slurm.calls, [`POST /slurm/${version}/job/submit`]);
    assert.equal(slurm.headers.at(-1)?.get("x-slurm-user-token"), "secret-token");
    assert.equal(slurm.headers.at(-1)?.get("x-slurm-user-name"), "ada");
    const noted = await Deno.readTextFile(join(slurm.folder, "job/slurmrestd"));
    assert.equal(noted, `${slurm.url}\n`);
  }
});

Deno.test("submit() takes a job that is held for taken", async () => {
  for (const version of VERSIONS) {
    await using slurm = await Replay.start(version, { "POST": RECORDED[version].held });
    const slurmOptions = { extra: ["--hold"] };
    await slurm.submitter().submit(slurm.submission({ slurm: slurmOptions }), {});
  }
});

Deno.test("submit() tells a refusal with the partitions there are", async () => {
  for (const version of VERSIONS) {
    await using slurm = await Replay.start(version, {
      "POST": RECORDED[version].refused,
      [`GET /slurm/${version}/partitions`]: ok({
        partitions: [{ name: "debug" }, { name: "gpu" }],
      }),
    });
    const submission = slurm.submission({ slurm: { partition: "debgu" } });
    await assert.rejects(slurm.submitter().submit(submission, {}), {
      code: "bad_input",
      message: /^Cannot submit job "example": Slurm refused it \(.*Invalid partition name/,
      hint: 'Partitions here are debug, gpu; did you mean "debug"?',
    });
  }
});

Deno.test("submit() cancels a job that was taken without a part of it", async () => {
  for (const version of ["v0.0.42", "v0.0.45"] as const) {
    for (const kind of ["halfTaken", "unknownField"] as const) {
      const answer = RECORDED[version][kind];
      assert.ok(answer !== undefined);
      await using slurm = await Replay.start(version, { POST: answer, DELETE: ok({ errors: [] }) });
      await assert.rejects(slurm.submitter().submit(slurm.submission(), {}), {
        code: "bad_input",
        message:
          /took it without a part of it \((Unknown flag|Ignoring unknown field).* was cancelled$/,
      });
      assert.match(slurm.calls[1] ?? "", new RegExp(`^DELETE /slurm/${version}/job/\\d+$`));
    }
  }
});

Deno.test("submit() finds the job whose answer was lost, and sends it once", async () => {
  const found = { "job_id": 8, "job_state": "RUNNING", comment: "tessera:0123456789 a note" };
  await using slurm = await Replay.start("v0.0.38", {
    "POST": () => new Response(null, { status: 502 }),
    "GET /slurm/v0.0.38/jobs": ok({
      jobs: [{ ...found, comment: "tessera:0", "job_id": 7 }, found],
    }),
  });
  const ref = await slurm.submitter().submit(slurm.submission(), {});
  assert.equal(ref.nativeId, `8@${slurm.url}`);
  assert.deepEqual(slurm.calls.map((call) => call.split(" ")[0]), ["POST", "GET"]);
});

Deno.test("submit() says when nobody knows whether the job was taken", async () => {
  await using slurm = await Replay.start("v0.0.42", {
    "POST": () => new Response(null, { status: 502 }),
    "GET /slurm/v0.0.42/jobs": ok({ jobs: [] }),
    "GET /slurmdb/v0.0.42/jobs": ok({ jobs: [] }),
  });
  await assert.rejects(slurm.submitter().submit(slurm.submission(), {}), {
    code: "timed_out",
    message: /it is unknown whether Slurm took it \(status 502\)$/,
  });
});

Deno.test("status() asks for few jobs one by one, and for many in one list", async () => {
  const { queue, unknownJob } = RECORDED["v0.0.42"];
  await using slurm = await Replay.start("v0.0.42", {
    "GET /slurm/v0.0.42/job/": unknownJob,
    "GET /slurm/v0.0.42/jobs": ok(queue),
    "GET /slurmdb/v0.0.42/jobs": ok({ jobs: [] }),
  });
  const jobs = (numbers: readonly number[]) =>
    numbers.map((number) => slurm.submitted(`${number}`));
  const few = await slurm.submitter().status(jobs([89, 90]), {});
  assert.deepEqual(few.map(({ state }) => state), ["lost", "lost"]);
  assert.deepEqual(slurm.calls, [
    "GET /slurm/v0.0.42/job/89",
    "GET /slurm/v0.0.42/job/90",
    "GET /slurmdb/v0.0.42/jobs?step=89&step=90",
  ]);
  slurm.calls.length = 0;
  const many = await slurm.submitter().status(jobs([89, 90, 1, 2, 3, 4, 5, 6, 7]), {});
  assert.deepEqual(
    many.slice(0, 3).map(({ state, exitCode, signal }) => [state, exitCode, signal]),
    [["failed", 3, undefined], ["failed", 137, 9], ["lost", undefined, undefined]],
  );
  assert.equal(slurm.calls[0], "GET /slurm/v0.0.42/jobs");
});

Deno.test("status() asks each way for its own jobs, and gives them in their order", async () => {
  const { queue } = RECORDED["v0.0.42"];
  await using slurm = await Replay.start("v0.0.42", { "GET /slurm/v0.0.42/job/89": ok(queue) });
  const squeue = "#!/bin/sh\nprintf '7|RUNNING|None|node1|1|2|3\\n'\n";
  await Deno.writeTextFile(join(slurm.folder, "squeue"), squeue, { mode: 0o700 });
  const { ref, ...job } = slurm.submitted("89");
  const jobs = ["7", ref.nativeId, "7"].map((nativeId) => ({ ...job, ref: { ...ref, nativeId } }));
  const env = { PATH: `${slurm.folder}:/usr/bin:/bin` };
  const statuses = await slurm.submitter(env).status(jobs, {});
  assert.deepEqual(statuses.map(({ state }) => state), ["running", "failed", "running"]);
  assert.deepEqual(statuses.map((status) => status.ref.nativeId), ["7", ref.nativeId, "7"]);
});

Deno.test("status() tells the jobs that it can reach, and of the others why it cannot", async () => {
  const { queue } = RECORDED["v0.0.42"];
  await using slurm = await Replay.start("v0.0.42", { "GET /slurm/v0.0.42/job/89": ok(queue) });
  const here = slurm.submitted("89");
  const elsewhere = { ...here, ref: { ...here.ref, nativeId: "7" } }; // by programs, which are not here
  const submitter = slurm.submitter({ PATH: slurm.folder });
  const statuses = await submitter.status([elsewhere, here], {});
  assert.deepEqual(statuses.map(({ state }) => state), ["lost", "failed"]);
  assert.match(statuses[0]?.reason ?? "", /found no program squeue on the PATH/);
  await assert.rejects(submitter.status([elsewhere], {}), { code: "unavailable" });
});

Deno.test("status() gives the tasks of an array, those that are not named in a cut list too", async () => {
  const array = { "array_job_id": 5, comment: "", "current_working_directory": "/x" };
  const jobs = [
    { ...array, "job_id": 6, "array_task_id": 0, "job_state": "RUNNING" },
    { ...array, "job_id": 5, "array_task_string": "1,3,...%1", "job_state": "PENDING" },
  ];
  await using slurm = await Replay.start("v0.0.38", { "GET /slurm/v0.0.38/job/5": ok({ jobs }) });
  const job = slurm.submitted("5", { array: { indices: [0, 1, 3, 5, 7, 9] } });
  await Deno.mkdir(join(job.folder, "tasks"));
  await Deno.writeTextFile(join(job.folder, "tasks/9.exit"), "0 node1 1800000000\n");
  const [status] = await slurm.submitter().status([job], {});
  assert.deepEqual(status?.tasks, { running: 1, queued: 4, succeeded: 1 });
});

Deno.test("status() waits for a controller that is down for a moment", async () => {
  let tries = 0;
  const { queue } = RECORDED["v0.0.38"];
  const down = '{"errors":[{"error":"Unspecified error","error_number":-1}],"jobs":[]}';
  await using slurm = await Replay.start("v0.0.38", {
    "GET /slurm/v0.0.38/job/120": () =>
      ++tries === 1 ? new Response(down, { status: 500 }) : Response.json(queue),
  });
  const [status] = await slurm.submitter().status([slurm.submitted("120")], {});
  assert.equal(status?.state, "failed");
  assert.equal(tries, 2);
});

Deno.test("status() gives up as unavailable, with what was said", async () => {
  const said = '{"errors":[{"error":"Unable to contact slurm controller","error_number":1800}]}';
  await using slurm = await Replay.start("v0.0.45", {
    "GET": () => new Response(said, { status: 502 }),
  });
  await assert.rejects(slurm.submitter().status([slurm.submitted("1")], {}), {
    code: "unavailable",
    message:
      /Slurm cannot be reached by slurmrestd at http:\S+ \(Unable to contact slurm controller\)/,
  });
});

Deno.test("a token goes nowhere else, and is in no message", async () => {
  await using elsewhere = await Replay.start("v0.0.42", {});
  await using slurm = await Replay.start("v0.0.42", {
    "GET": () => Response.redirect(`${elsewhere.url}/slurm/v0.0.42/job/1`, 307),
    "POST": () => new Response("Authentication failure", { status: 401 }),
  });
  await assert.rejects(slurm.submitter().status([slurm.submitted("1")], {}), (error: Error) => {
    assert.ok(!JSON.stringify([error.message, error.stack]).includes("secret-token"));
    return /status 307/.test(error.message);
  });
  assert.deepEqual(elsewhere.headers, []);
  await assert.rejects(slurm.submitter().submit(slurm.submission(), {}), (error: Error) => {
    assert.ok(!error.message.includes("secret-token"));
    return /does not accept the user or the token in SLURM_JWT/.test(error.message);
  });
  const script = await Deno.readTextFile(join(slurm.folder, "job/script.sh"));
  assert.ok(!script.includes("secret-token"));
});

Deno.test("status() ends at its limit, and with the caller's reason", async () => {
  const asked = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  await using slurm = await Replay.start("v0.0.42", {
    "GET": () => {
      asked.resolve();
      return new Response(new ReadableStream({ pull: () => end.promise }));
    },
  });
  const job = slurm.submitted("1");
  await assert.rejects(slurm.submitter().status([job], { timeoutMs: 200 }), {
    code: "timed_out",
    message: /slurmrestd at http:\S+ gave no answer within/,
  });
  await asked.promise;
  const stop = new AbortController();
  const status = slurm.submitter().status([job], { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(status, { message: "enough" });
  end.resolve();
});

Deno.test("cancel() takes a job that is gone for cancelled, and tells a refusal in every form", async () => {
  const denied = "Access/permission denied";
  const refusals: Record<(typeof VERSIONS)[number], RecordedAnswer> = {
    "v0.0.38": { status: 500, body: { errors: [{ error: denied, "error_number": 2002 }] } },
    "v0.0.42": { status: 200, body: { status: [{ error: { code: 2002, string: denied } }] } },
    "v0.0.45": { status: 200, body: { status: [{ error: { code: 2002, message: denied } }] } },
  };
  for (const version of VERSIONS) {
    await using gone = await Replay.start(version, { DELETE: RECORDED[version].unknownCancelled });
    await gone.submitter().cancel(gone.submitted("999999"), {});
    await using foreign = await Replay.start(version, { DELETE: refusals[version] });
    await assert.rejects(foreign.submitter().cancel(foreign.submitted("1"), {}), {
      code: "denied",
    });
  }
});

Deno.test("find() asks where the job was sent, whatever the variable says now", async () => {
  const jobs = [{ "job_id": 8, "job_state": "RUNNING", comment: "tessera:0123456789" }];
  await using slurm = await Replay.start("v0.0.38", { "GET /slurm/v0.0.38/jobs": ok({ jobs }) });
  const submission = slurm.submission();
  await Deno.writeTextFile(join(submission.folder, "slurmrestd"), `${slurm.url}\n`);
  const env = { TESSERA_SLURM_REST_URL: "http://127.0.0.1:1" };
  const ref = await slurm.submitter(env).find(submission, {});
  assert.equal(ref?.nativeId, `8@${slurm.url}`);
});
