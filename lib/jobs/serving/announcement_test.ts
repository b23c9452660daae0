import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobState } from "../job.ts";
import type { KnownJob } from "../refresh.ts";
import { exampleSpec, exampleStatus, testFolder } from "../testing.ts";
import { readAnnouncement } from "./announcement.ts";
import { ANNOUNCE_LABEL } from "./serving_files.ts";

const SERVER = {
  url: "http://node1:4321",
  host: "0.0.0.0",
  port: 4321,
  pid: 7,
  "token_file": "/home/token",
  "job_id": "12",
};

function known(state: JobState, labels: Record<string, string>): KnownJob {
  const spec = exampleSpec({ labels });
  const record = { id: "abc", backend: "local", createdMs: 0, spec, secretNames: [] };
  return { job: { record, folder: "/nowhere" }, status: exampleStatus("abc", state) };
}

Deno.test("readAnnouncement() gives what a running server says, and nothing of an earlier life", async () => {
  await using folder = await testFolder();
  const path = join(folder.path, "announce.json");
  const labels = { [ANNOUNCE_LABEL]: path };
  await assert.rejects(readAnnouncement(known("running", labels)), { code: "unavailable" });
  await Deno.writeTextFile(path, JSON.stringify(SERVER));
  assert.deepEqual(await readAnnouncement(known("running", labels)), SERVER);
  for (const state of ["queued", "held", "starting"] as const) {
    await assert.rejects(readAnnouncement(known(state, labels)), {
      code: "unavailable",
      message: new RegExp(`yet: it is ${state}`),
    });
  }
  await assert.rejects(readAnnouncement(known("timed_out", labels)), {
    code: "failed",
    message: /it has ended \(timed out\)/,
  });
});

Deno.test("readAnnouncement() refuses jobs without a server, and files that are no announcement", async () => {
  await using folder = await testFolder();
  const path = join(folder.path, "announce.json");
  await assert.rejects(readAnnouncement(known("running", {})), { code: "bad_input" });
  await Deno.writeTextFile(path, '{"url": 5}');
  await assert.rejects(readAnnouncement(known("running", { [ANNOUNCE_LABEL]: path })), {
    code: "failed",
    message: /is no announcement/,
  });
});
