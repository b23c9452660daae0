import assert from "node:assert/strict";
import { readExitCode, readJobId, readTimeMs, splitLines } from "./listing.ts";
import { parseSacct, sacctArguments } from "./sacct.ts";
import { parseScontrol } from "./scontrol.ts";
import { parseSqueue, squeueArguments } from "./squeue.ts";
import { stateOfWord } from "./states.ts";

const FIXTURES = new URL("../../../tests/fixtures/slurm/", import.meta.url);
const VERSIONS = ["20.11", "22.05", "24.11", "26.05"] as const;
/** What the recorded lines hold; see the README beside them. */
const SQUEUE_NAMES =
  "id record array index short state reason nodes elapsed limit submitted start end partition account qos name"
    .split(" ");

async function fixture(version: string, name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`${version}/${name}.txt`, FIXTURES));
}

/** Names of the recorded jobs by their numbers, which differ between versions. */
async function namesByNumber(version: string): Promise<Map<string, string>> {
  const lines = splitLines(await fixture(version, "squeue"), SQUEUE_NAMES);
  return new Map(lines.map((line) => [line.get("array") ?? "", line.get("name") ?? ""]));
}

Deno.test("parseSqueue() reads the states of jobs in four versions of Slurm", async () => {
  for (const version of VERSIONS) {
    const names = await namesByNumber(version);
    const states = new Map<string, string>();
    const rows = parseSqueue(await fixture(version, "squeue"), SQUEUE_NAMES);
    for (const row of rows) states.set(names.get(row.number) ?? "", stateOfWord(row.word));
    const expected = {
      ok: "succeeded",
      fails: "failed",
      signalled: "failed",
      cancelled: "cancelled",
      oom: "out_of_memory",
      nodefail: "node_failed",
      timeout: "timed_out",
      depnever: "queued",
      held: "queued",
    };
    for (const [name, state] of Object.entries(expected)) {
      assert.equal(states.get(name), state, `${version} ${name}`);
    }
    const array = rows.filter(({ number }) => names.get(number) === "array");
    assert.deepEqual(array.flatMap(({ taskIndex }) => taskIndex ?? []), [0, 3], version);
    assert.deepEqual(array.flatMap(({ waitingTasks }) => waitingTasks ?? []), [6, 9], version);
  }
});

Deno.test("parseSacct() reads states and exit codes in four versions, without steps", async () => {
  for (const version of VERSIONS) {
    const names = await namesByNumber(version);
    const [header = "", ...lines] = (await fixture(version, "sacct")).split("\n");
    const fields = header.toLowerCase().split("|");
    const rows = parseSacct(lines.join("\n"), fields);
    const byName = new Map(rows.map((row) => [names.get(row.number), row]));
    const codeOf = (name: string) => {
      const row = byName.get(name);
      return [stateOfWord(row?.word ?? ""), row?.exitCode, row?.signal];
    };
    assert.deepEqual(codeOf("ok"), ["succeeded", 0, undefined], version);
    assert.deepEqual(codeOf("fails"), ["failed", 3, undefined], version);
    assert.deepEqual(codeOf("signalled"), ["failed", undefined, 9], version);
    assert.deepEqual(codeOf("cancelled"), ["cancelled", 0, undefined], version);
    const tasks = rows.filter(({ number }) => names.get(number) === "array");
    assert.deepEqual(tasks.map(({ taskIndex }) => taskIndex), [0, 3], version);
  }
});

Deno.test("parseScontrol() reads exit code and restarts in four versions", async () => {
  for (const version of VERSIONS) {
    const lines = (await fixture(version, "scontrol-show-job")).split("\n");
    const details = (name: string) =>
      parseScontrol(lines.find((line) => line.includes(`JobName=${name} `)) ?? "");
    assert.deepEqual(details("fails"), { exitCode: 3, restarts: 0 }, version);
  }
  assert.deepEqual(
    parseScontrol("JobId=3 JobName=wrap Restarts=0 ExitCode=0:53 RunTime=00:00:00"),
    {
      signal: 53,
      restarts: 0,
    },
  );
});

Deno.test("readJobId() tells jobs, tasks and waiting tasks, and leaves out steps", () => {
  assert.deepEqual(readJobId("12"), { number: "12" });
  assert.deepEqual(readJobId("12_3"), { number: "12", taskIndex: 3 });
  assert.deepEqual(readJobId("12_[4-6,9%2]"), { number: "12", waitingTasks: [4, 5, 6, 9] });
  assert.deepEqual(readJobId("12_[0-10:5]"), { number: "12", waitingTasks: [0, 5, 10] });
  for (const text of ["12.batch", "12.0", "12_3.extern", "12+1", ""]) {
    assert.equal(readJobId(text), undefined, text);
  }
});

Deno.test("readTimeMs() knows what is no time", () => {
  assert.equal(readTimeMs("1795210773"), 1_795_210_773_000);
  for (const text of ["N/A", "Unknown", "None", "0", "", undefined]) {
    assert.equal(readTimeMs(text), undefined, text);
  }
});

Deno.test("readExitCode() tells code and signal apart", () => {
  assert.deepEqual(readExitCode("3:0"), { exitCode: 3 });
  assert.deepEqual(readExitCode("0:9"), { signal: 9 });
  assert.deepEqual(readExitCode(""), {});
});

Deno.test("splitLines() keeps separators in the last field and skips lines of other form", () => {
  const lines = splitLines("CLUSTER: alpha\n1|a|b\nrest of a name\n2||\n", ["id", "rest"]);
  assert.deepEqual(lines.map((line) => line.get("rest")), ["a|b", "|"]);
});

Deno.test("squeue and sacct are asked for exactly the given jobs, of one cluster", () => {
  assert.ok(squeueArguments(["1", "2"]).includes("--jobs=1,2"));
  assert.ok(squeueArguments("all", "beta").includes("--clusters=beta"));
  assert.ok(squeueArguments("all").includes("--me"));
  assert.ok(sacctArguments(["7"], "beta").includes("--clusters=beta"));
});
