import assert from "node:assert/strict";
import { join } from "node:path";
import { announce, type Announcement, withdraw, withdrawOutdated } from "./announce.ts";

const SERVER: Announcement = {
  url: "http://node1:4321",
  host: "0.0.0.0",
  port: 4321,
  pid: 7,
  "token_file": null,
  "job_id": "12",
};

async function inFolder(use: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tessera-announce-" });
  try {
    use(join(folder, "announce.json"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("withdraw() removes only the announcement of its own process", async () => {
  await inFolder((path) => {
    withdraw(path, 7);
    announce(path, SERVER);
    withdraw(path, 8);
    assert.ok(isThere(path));
    withdraw(path, 7);
    assert.ok(!isThere(path));
  });
});

Deno.test("withdrawOutdated() removes what an earlier life of the same job has left", async () => {
  await inFolder((path) => {
    withdrawOutdated(path, "12");
    announce(path, SERVER);
    withdrawOutdated(path, undefined);
    withdrawOutdated(path, "13");
    assert.ok(isThere(path));
    withdrawOutdated(path, "12");
    assert.ok(!isThere(path));
    Deno.writeTextFileSync(path, "no JSON");
    withdrawOutdated(path, "12");
    assert.ok(isThere(path));
  });
});
