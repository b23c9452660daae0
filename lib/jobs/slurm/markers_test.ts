import assert from "node:assert/strict";
import { join } from "node:path";
import { jobFolder, tasksFolder } from "./job_folder.ts";
import { listTaskMarkers, parseStartMarker, readMarkers } from "./markers.ts";

Deno.test("readMarkers() gives nothing of a job that left none, or half of one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.deepEqual(await readMarkers(folder), {});
    await Deno.writeTextFile(jobFolder(folder).exitMarker, "");
    assert.deepEqual(await readMarkers(folder), {});
    assert.deepEqual(await listTaskMarkers(folder), { started: new Set(), ended: new Set() });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("listTaskMarkers() finds which tasks began and ended among their logs", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(tasksFolder(folder));
    for (const name of ["3.start", "3.exit", "10.start", "3.stdout", "3.exit.77", "x.exit"]) {
      await Deno.writeTextFile(join(tasksFolder(folder), name), "");
    }
    const { started, ended } = await listTaskMarkers(folder);
    assert.deepEqual([[...started].sort(), [...ended]], [[10, 3], [3]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parseStartMarker() reads number, node, time and restarts", () => {
  assert.deepEqual(parseStartMarker("77 node1 1800000000 2\n"), {
    number: "77",
    host: "node1",
    startedMs: 1_800_000_000_000,
    restarts: 2,
  });
  for (const text of ["", "77", "77 node1 now 0", "x node1 1 0"]) {
    assert.equal(parseStartMarker(text), undefined, text);
  }
});
