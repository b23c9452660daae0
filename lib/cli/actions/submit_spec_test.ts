import assert from "node:assert/strict";
import { JobStore } from "../../jobs/store.ts";
import { exampleSpec, testFolder } from "../../jobs/testing.ts";
import { announceLabel } from "./submit_announce.ts";
import { specOf, type SubmitOptions } from "./submit_spec.ts";
import { backendOptions, clearVariables, secretVariables } from "./submit_variables.ts";

const NOWHERE = new JobStore("/nowhere/at/all");

async function spec(options: Partial<SubmitOptions>, command: readonly string[] = ["true"]) {
  return await specOf(command, { on: "local", ...options }, { store: NOWHERE, env: { A: "1" } });
}

Deno.test("specOf() leaves out what was not asked for", async () => {
  assert.deepEqual(await spec({ workdir: "/w" }), exampleSpec({ name: "true", workdir: "/w" }));
});

Deno.test("specOf() puts every option where backends look for it", async () => {
  const found = await spec({
    on: "slurm",
    nodes: 2,
    tasks: 8,
    tasksPerNode: 4,
    cpusPerTask: 3,
    gpusPerNode: "a100:2",
    memory: 1024,
    time: "2:00:00",
    array: "0-2%2",
    requeue: true,
    warnBeforeEnd: 60_000,
    option: ["partition=gpu", "extra=--a", "extra=--b=c"],
  });
  assert.deepEqual(found.resources, {
    nodes: 2,
    tasks: 8,
    tasksPerNode: 4,
    cpusPerTask: 3,
    gpusPerNode: { count: 2, type: "a100" },
    memoryPerNodeBytes: 1024,
    walltimeSec: 7_200,
  });
  assert.deepEqual(found.array, { indices: [0, 1, 2], maxRunning: 2 });
  assert.deepEqual([found.isRequeueable, found.warningSec], [true, 60]);
  assert.deepEqual(found.slurm, { partition: "gpu", extra: ["--a", "--b=c"] });
  assert.equal(found.local, undefined);
});

Deno.test("specOf() names a job after its program, in letters that listings take", async () => {
  const names: string[] = [];
  for (const program of ["/usr/bin/python3", "./größe & co", `/x/${"y".repeat(100)}`, "&"]) {
    names.push((await spec({}, [program])).name);
  }
  assert.deepEqual(names, ["python3", "gr-e-co", "y".repeat(64), "-"]);
});

Deno.test("specOf() finds the jobs to wait for, and says how to ask", async () => {
  await using folder = await testFolder();
  const store = new JobStore(folder.path);
  const other = await store.create("local", exampleSpec());
  const { id } = other.record;
  const after = async (text: string) =>
    (await specOf(["true"], { on: "local", after: [text] }, { store, env: {} })).dependencies;
  await assert.rejects(after(id), { message: /it is not known whether local has it/ });
  const ref = { backend: "local", id, nativeId: "1" };
  await store.markSubmitted(other, ref);
  assert.deepEqual(await after(id), [{ job: ref, after: "success" }]);
  assert.deepEqual(await after(`${id.slice(0, 8)}:start`), [{ job: ref, after: "start" }]);
  for (const text of [`${id}:ok`, `${id}:end:x`]) {
    await assert.rejects(after(text), { code: "bad_input", hint: /success, failure, end, start/ });
  }
});

Deno.test("clearVariables() and secretVariables() take values from where they may be seen only", () => {
  const env = { HERE: "value", EMPTY: "" };
  assert.deepEqual(clearVariables(["A=b=c", "HERE", "EMPTY", "E="], env), {
    A: "b=c",
    HERE: "value",
    EMPTY: "",
    E: "",
  });
  assert.throws(() => clearVariables(["GONE"], env), { code: "bad_input" });
  assert.deepEqual(secretVariables(["HERE"], env), { HERE: "value" });
  assert.throws(() => secretVariables(["KEY=hunter2"], env), (error: Error) => {
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

Deno.test("backendOptions() gathers lists, and refuses what is no NAME=VALUE", () => {
  assert.deepEqual(backendOptions(["a=1", "b=", "a=2=3"]), { a: ["1", "2=3"], b: "" });
  for (const text of ["a", "=1"]) {
    assert.throws(() => backendOptions([text]), { code: "bad_input" }, text);
  }
});

Deno.test("announceLabel() finds the file in both ways to write it", () => {
  const serve = (...more: string[]) => announceLabel(["tessera", "serve", "m", ...more], "/w");
  assert.deepEqual(serve("--announce", "a.json"), { announce: "/w/a.json" });
  assert.deepEqual(serve("--announce=/x/a.json"), { announce: "/x/a.json" });
  assert.deepEqual(serve(), {});
  assert.deepEqual(serve("--announce"), {});
});
