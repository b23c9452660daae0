import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import type { JobRef, JobSpec, JobState } from "./job.ts";
import { refreshJobs } from "./refresh.ts";
import { JobStore } from "./store.ts";
import { submitJob } from "./submit.ts";
import type { SubmittedJob, Submitter } from "./submitter.ts";
import { exampleSpec, exampleStatus, testFolder } from "./testing.ts";

/** A backend whose answers a test decides. */
class FakeBackend implements Submitter {
  readonly name = "fake";
  /** Thrown instead of taking a job. */
  refusal: Error | undefined;
  /** What was asked, in order. */
  readonly asked: string[] = [];
  /** Jobs that it has, and their states. */
  readonly states = new Map<string, JobState>();

  render({ spec }: { spec: JobSpec }): Promise<string> {
    return Promise.resolve(spec.command.join(" "));
  }

  submit({ id }: { id: string }): Promise<JobRef> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    this.states.set(id, "running");
    return Promise.resolve(this.#ref(id));
  }

  find({ id }: { id: string }): Promise<JobRef | undefined> {
    this.asked.push(`find ${id}`);
    return Promise.resolve(this.states.has(id) ? this.#ref(id) : undefined);
  }

  status(jobs: readonly SubmittedJob[]) {
    this.asked.push(`status ${jobs.map(({ id }) => id).join(" ")}`);
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    return Promise.resolve(jobs.map(({ id, ref }) => ({
      ...exampleStatus(id, this.states.get(id) ?? "lost"),
      ref,
    })));
  }

  logs(): AsyncIterable<never> {
    throw new Error("not asked for");
  }

  cancel(): Promise<void> {
    return Promise.reject(new Error("not asked for"));
  }

  #ref(id: string): JobRef {
    return { backend: this.name, id, nativeId: `n-${id}` };
  }
}

/** A store, a backend and a clock. */
async function setUp() {
  const folder = await testFolder();
  const clock = { nowMs: 1_700_000_000_000 };
  const store = new JobStore(folder.path, () => clock.nowMs);
  const backend = new FakeBackend();
  const host = { store, open: () => Promise.resolve(backend), now: () => clock.nowMs };
  return { store, backend, host, clock, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

Deno.test("submitJob() records the job before it is sent, and its reference after", async () => {
  await using bench = await setUp();
  const { store, backend } = bench;
  const seen: unknown[] = [];
  const submitter = Object.assign(Object.create(backend), {
    async submit({ id }: { id: string }) {
      seen.push((await store.get(id)).record.submitted);
      return await backend.submit({ id });
    },
  });
  const job = await submitJob({ store, submitter, spec: exampleSpec() });
  assert.deepEqual(seen, [undefined]);
  const { record } = await store.get(job.record.id);
  assert.equal(record.submitted?.ref.nativeId, `n-${record.id}`);
});

Deno.test("submitJob() lays files beside the record, and lets the command name its own folder", async () => {
  await using bench = await setUp();
  const { store, backend } = bench;
  const files = { "payload.json": new TextEncoder().encode("{}") };
  const spec = (folder: string) => exampleSpec({ command: ["cat", `${folder}/payload.json`] });
  const { record, folder } = await submitJob({ store, submitter: backend, spec, files });
  assert.deepEqual(record.spec.command, ["cat", `${folder}/payload.json`]);
  assert.deepEqual((await store.get(record.id)).record.spec.command, record.spec.command);
  assert.equal(await Deno.readTextFile(`${folder}/payload.json`), "{}");
  assert.equal(((await Deno.stat(`${folder}/payload.json`)).mode ?? 0) & 0o777, 0o600);
});

Deno.test("submitJob() leaves nothing of a refused job, and the record of a doubtful one", async () => {
  await using bench = await setUp();
  const { store, backend } = bench;
  for (const code of ["bad_input", "unavailable", "denied"] as const) {
    backend.refusal = new TesseraError(code, "no");
    await assert.rejects(submitJob({ store, submitter: backend, spec: exampleSpec() }), { code });
    assert.deepEqual((await store.list()).jobs, []);
  }
  for (const doubt of [new TesseraError("timed_out", "who knows"), new Error("torn")]) {
    backend.refusal = doubt;
    const before = (await store.list()).jobs.length;
    await assert.rejects(submitJob({ store, submitter: backend, spec: exampleSpec() }));
    assert.equal((await store.list()).jobs.length, before + 1);
  }
});

Deno.test("refreshJobs() asks each backend once, and not for what has ended", async () => {
  await using bench = await setUp();
  const { store, backend, host } = bench;
  const ids: string[] = [];
  for (let k = 0; k < 3; k++) {
    const job = await submitJob({ store, submitter: backend, spec: exampleSpec() });
    ids.push(job.record.id);
  }
  const [first = "", second = "", third = ""] = ids;
  backend.states.set(second, "failed");
  const jobs = (await store.list()).jobs.toSorted((a, b) =>
    ids.indexOf(a.record.id) - ids.indexOf(b.record.id)
  );
  const known = await refreshJobs(jobs, host);
  assert.deepEqual(known.map(({ status }) => status.state), ["running", "failed", "running"]);
  backend.states.clear(); // whatever it says now, the end is recorded
  const again = await refreshJobs(await Promise.all(ids.map((id) => store.get(id))), host);
  assert.deepEqual(again.map(({ status }) => status.state), ["lost", "failed", "lost"]);
  assert.deepEqual(backend.asked, [`status ${ids.join(" ")}`, `status ${first} ${third}`]);
});

Deno.test("refreshJobs() settles a submission that was cut off, once it is surely over", async () => {
  await using bench = await setUp();
  const { store, backend, host, clock } = bench;
  const taken = await store.create("fake", exampleSpec());
  const missed = await store.create("fake", exampleSpec());
  backend.states.set(taken.record.id, "running");
  const before = await refreshJobs([taken, missed], host);
  assert.deepEqual(before.map(({ status }) => status.state), ["submitting", "submitting"]);
  assert.deepEqual(backend.asked, []);
  clock.nowMs += 120_000;
  const [found, lost] = await refreshJobs([taken, missed], host);
  assert.equal(found?.status.state, "running");
  assert.equal(lost?.status.state, "failed");
  assert.match(lost?.status.reason ?? "", /fake does not have it/);
  assert.equal(
    (await store.get(taken.record.id)).record.submitted?.ref.nativeId,
    `n-${taken.record.id}`,
  );
  assert.equal((await store.get(missed.record.id)).final?.nativeState, "never submitted");
});

Deno.test("refreshJobs() shows the others when a backend cannot be asked, if that is wanted", async () => {
  await using bench = await setUp();
  const { store, backend, host } = bench;
  const job = await submitJob({ store, submitter: backend, spec: exampleSpec() });
  backend.refusal = new TesseraError("unavailable", "Cannot reach the controller");
  await assert.rejects(refreshJobs([job], host), { code: "unavailable" });
  const problems: string[] = [];
  const onProblem = ({ message }: TesseraError) => void problems.push(message);
  const [known] = await refreshJobs([job], { ...host, onProblem });
  assert.deepEqual(problems, ["Cannot reach the controller"]);
  assert.equal(known?.status.nativeState, "not asked");
  assert.equal((await store.get(job.record.id)).final, undefined);
});

Deno.test("submitJob() tells of a job that was taken and could not be recorded as what it is", async () => {
  await using bench = await setUp();
  const { store, backend } = bench;
  const submitter = Object.assign(Object.create(backend), {
    async submit({ id }: { id: string }) {
      await Deno.remove(store.folderOf(id), { recursive: true });
      return await backend.submit({ id });
    },
  });
  await assert.rejects(submitJob({ store, submitter, spec: exampleSpec() }), {
    code: "unavailable",
    message: /^Cannot record in \/.* that fake has the job, as n-/,
    hint: /^Do not submit it again: .*tessera jobs show/,
  });
});

Deno.test("refreshJobs() tells how a job ended also where that cannot be kept", async () => {
  await using bench = await setUp();
  const { store, backend, host } = bench;
  const job = await submitJob({ store, submitter: backend, spec: exampleSpec() });
  backend.states.set(job.record.id, "succeeded");
  // renaming a file onto a folder fails, as writing to a full disk does
  await Deno.mkdir(`${job.folder}/status.json`);
  const [known] = await refreshJobs([job], host);
  assert.equal(known?.status.state, "succeeded");
});
