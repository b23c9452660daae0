import assert from "node:assert/strict";
import { BACKENDS, getBackend } from "./registry.ts";

Deno.test("every backend of the registry can be opened, and has the name it is found by", async () => {
  for (const { name, load, pace } of BACKENDS) {
    assert.equal((await load()).createSubmitter().name, name);
    assert.ok(pace.firstMs > 0 && pace.maxMs >= pace.firstMs);
  }
});

Deno.test("getBackend() names the nearest backend, and all of them", () => {
  assert.throws(() => getBackend("slrum"), {
    code: "usage",
    message: /expected local or slurm/,
    hint: 'Did you mean "slurm"?',
  });
});
