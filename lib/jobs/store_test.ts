import assert from "node:assert/strict";
import { jobsFolder, JobStore } from "./store.ts";
import { exampleSpec, exampleStatus, testFolder } from "./testing.ts";

const NOW_MS = 1_700_000_000_000;

Deno.test("jobsFolder() follows XDG_STATE_HOME, then HOME, and ignores relative paths", () => {
  assert.equal(jobsFolder({ XDG_STATE_HOME: "/s", HOME: "/h" }), "/s/tessera/jobs");
  assert.equal(jobsFolder({ HOME: "/h" }), "/h/.local/state/tessera/jobs");
  assert.equal(jobsFolder({ XDG_STATE_HOME: "s", HOME: "/h" }), "/h/.local/state/tessera/jobs");
  assert.throws(() => jobsFolder({}), { code: "unavailable" });
});

Deno.test("JobStore keeps a job as it was given, but for the values of its secrets", async () => {
  await using folder = await testFolder();
  const store = new JobStore(`${folder.path}/deep/jobs`, () => NOW_MS);
  const spec = exampleSpec({
    command: ["echo", "it's\n", ""],
    environment: { A: "1" },
    secrets: { KEY: "hidden" },
    resources: { nodes: 2, gpusPerNode: { count: 1, type: "a100" }, walltimeSec: 1.5 },
    array: { indices: [1, 3], maxRunning: 1 },
    warningSec: 60,
    labels: { announce: "/x" },
    slurm: { partition: "gpu", extra: ["--x"] },
  });
  const made = await store.create("slurm", spec);
  const { record: { id } } = made;
  assert.deepEqual((await store.get(id)).record, {
    id,
    backend: "slurm",
    createdMs: NOW_MS,
    spec: { ...spec, secrets: {} },
    secretNames: ["KEY"],
  });
  const ref = { backend: "slurm", id, nativeId: "12" };
  await store.markSubmitted(made, ref);
  assert.deepEqual((await store.get(id)).record.submitted, { ref, atMs: NOW_MS });
  const text = await Deno.readTextFile(`${made.folder}/job.json`);
  assert.ok(!text.includes("hidden"));
});

Deno.test("JobStore lets nobody else read what it keeps", async () => {
  await using folder = await testFolder();
  const store = new JobStore(`${folder.path}/jobs`);
  const { folder: path } = await store.create("local", exampleSpec());
  const modes: number[] = [];
  for (const name of [`${folder.path}/jobs`, path, `${path}/job.json`]) {
    modes.push(((await Deno.stat(name)).mode ?? 0) & 0o777);
  }
  assert.deepEqual(modes, [0o700, 0o700, 0o600]);
  // nothing half written is left beside it
  const left = await Array.fromAsync(Deno.readDir(path));
  assert.deepEqual(left.map(({ name }) => name), ["job.json"]);
});

Deno.test("JobStore finds jobs by the beginning of their ids, and names the nearest", async () => {
  await using folder = await testFolder();
  let nowMs = NOW_MS;
  const store = new JobStore(folder.path, () => nowMs);
  const ids: string[] = [];
  for (const laterMs of [0, 0, 10_000_000_000]) {
    nowMs = NOW_MS + laterMs;
    ids.push((await store.create("local", exampleSpec())).record.id);
  }
  const [first = "", , last = ""] = ids;
  assert.equal((await store.get(last.slice(0, 4))).record.id, last);
  assert.equal((await store.get(last.toUpperCase())).record.id, last);
  await assert.rejects(store.get(first.slice(0, 6)), {
    code: "bad_input",
    message: /Cannot tell which job .* begin so/,
  });
  const typo = `${last.slice(0, -1)}${last.endsWith("0") ? "1" : "0"}`;
  await assert.rejects(store.get(typo), { code: "not_found", hint: `Did you mean "${last}"?` });
  await assert.rejects(store.get(""), { code: "not_found" });
  await assert.rejects(store.get("../etc"), { code: "not_found" });
});

Deno.test("JobStore lists jobs oldest first, and those it cannot read apart", async () => {
  await using folder = await testFolder();
  const store = new JobStore(folder.path);
  assert.deepEqual(await new JobStore(`${folder.path}/none`).list(), { jobs: [], unreadable: [] });
  const good = await store.create("local", exampleSpec());
  const newer = await store.create("local", exampleSpec());
  await Deno.writeTextFile(`${newer.folder}/job.json`, '{"version": 2}');
  await Deno.mkdir(`${folder.path}/0000000000`); // made, and not written yet
  await Deno.writeTextFile(`${folder.path}/notes.txt`, "");
  const { jobs, unreadable } = await store.list();
  assert.deepEqual(jobs.map(({ record }) => record.id), [good.record.id]);
  assert.equal(unreadable.length, 1);
  assert.match(unreadable[0]?.why ?? "", /it has version 2, this program reads 1/);
  await assert.rejects(store.get(newer.record.id), { code: "bad_input", message: /version 2/ });
  await Deno.writeTextFile(`${newer.folder}/job.json`, '{"version": 1, "id": 3}');
  await assert.rejects(store.get(newer.record.id), { code: "bad_input", message: /id: / });
});

Deno.test("JobStore keeps how a job ended, and refuses to call a running job ended", async () => {
  await using folder = await testFolder();
  const store = new JobStore(folder.path);
  const job = await store.create("local", exampleSpec());
  const { id } = job.record;
  const status = {
    ...exampleStatus(id, "timed_out"),
    reason: "late",
    tasks: { succeeded: 2, ["timed_out" as const]: 1 },
  };
  await store.markFinal(job, status);
  assert.deepEqual((await store.get(id)).final, status);
  await assert.rejects(store.markFinal(job, exampleStatus(id, "running")), RangeError);
});

Deno.test("JobStore removes a job with everything in it, also one that is gone", async () => {
  await using folder = await testFolder();
  const store = new JobStore(folder.path);
  const job = await store.create("local", exampleSpec());
  await Deno.mkdir(`${job.folder}/deep`);
  await store.remove(job.record.id);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
  await store.remove(job.record.id);
  await store.markFinal(job, exampleStatus(job.record.id, "failed"));
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("JobStore says where it cannot write", async () => {
  await using folder = await testFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const store = new JobStore(`${folder.path}/file/jobs`);
  await assert.rejects(store.create("local", exampleSpec()), {
    code: "unavailable",
    message: /Cannot record the job in .*file\/jobs/,
  });
});

Deno.test("JobStore leaves no folder of a job that could not be recorded", async () => {
  await using folder = await testFolder();
  const store = new JobStore(folder.path);
  const unwritable = () => {
    throw new Error("No space left on device");
  };
  await assert.rejects(store.create("local", unwritable), { code: "unavailable" });
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
});
