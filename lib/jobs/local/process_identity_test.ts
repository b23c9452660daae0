import assert from "node:assert/strict";
import { hostname } from "node:os";
import {
  formatIdentity,
  isRunning,
  livenessOf,
  parseIdentity,
  parseStat,
} from "./process_identity.ts";

const LINUX = { ignore: Deno.build.os !== "linux" };

Deno.test("parseStat() finds its fields behind any name of a program", () => {
  const rest = "S 1 2 3 0 -1 4194304 60 0 0 0 0 0 0 0 20 0 1 0 2635078 430080 34";
  for (const name of ["sleep", "a b", "x) R 1 (", "new\nline"]) {
    assert.deepEqual(parseStat(`42 (${name}) ${rest}`), { state: "S", startTicks: "2635078" });
  }
});

Deno.test("parseIdentity() reads what formatIdentity() and the supervisor write", () => {
  const identity = { pid: 7, startTicks: "99", bootId: "ab-cd", host: "node-1.site" };
  assert.deepEqual(parseIdentity(formatIdentity(identity)), identity);
  assert.deepEqual(parseIdentity("7 99 ab-cd node-1.site\n"), identity);
  assert.equal(parseIdentity("nobody\n"), undefined);
});

Deno.test({
  name: "livenessOf() takes no other process for ours: number, start, boot and host must fit",
  ...LINUX,
  async fn() {
    const stat = await Deno.readTextFile("/proc/self/stat");
    const bootId = (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim();
    const { startTicks } = parseStat(stat);
    const own = { pid: Deno.pid, startTicks, bootId, host: hostname() };
    assert.equal(await livenessOf(own), "alive");
    assert.equal(await livenessOf({ ...own, startTicks: "1" }), "gone");
    assert.equal(await livenessOf({ ...own, bootId: "0-0" }), "rebooted");
    assert.equal(await livenessOf({ ...own, host: "other" }), "elsewhere");
    assert.equal(await isRunning(2 ** 22 + 1, startTicks), false);
  },
});
