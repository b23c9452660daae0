import assert from "node:assert/strict";
import { WriteSchedule } from "./write_schedule.ts";

Deno.test("WriteSchedule writes at once for the few, together for the many, and the rest at flush", () => {
  let writes = 0;
  const schedule = new WriteSchedule(() => writes++);
  schedule.request();
  assert.equal(writes, 1);
  for (let k = 0; k < 1000; k++) schedule.request();
  assert.ok(writes < 1000);
  const before = writes;
  schedule.request();
  schedule.flush();
  assert.ok(writes > before);
  const after = writes;
  schedule.flush();
  assert.equal(writes, after);
});

Deno.test("WriteSchedule writes by itself what nobody asks for any more", async () => {
  const written = Promise.withResolvers<void>();
  let requests = 0;
  let seen = 0;
  const schedule = new WriteSchedule(() => {
    seen = requests;
    if (seen === 100) written.resolve();
  });
  for (; requests < 100;) {
    requests++;
    schedule.request();
  }
  await written.promise;
  assert.equal(seen, 100);
});

Deno.test("WriteSchedule tells the next caller what went wrong in between", async () => {
  const failed = Promise.withResolvers<void>();
  let isBroken = false;
  const schedule = new WriteSchedule(() => {
    if (!isBroken) return;
    queueMicrotask(failed.resolve);
    throw new Error("disk full");
  });
  for (let k = 0; k < 100; k++) schedule.request();
  isBroken = true;
  await failed.promise;
  assert.throws(() => schedule.flush(), /disk full/);
});
