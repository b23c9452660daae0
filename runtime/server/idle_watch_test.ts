import assert from "node:assert/strict";
import { type Activity, type IdleClock, whenIdle } from "./idle_watch.ts";

/** Time that passes only when somebody waits; at each pause the server does what the script says. */
function scripted(script: readonly Activity[]): { clock: IdleClock; look: () => Activity } {
  let nowMs = 0;
  let at = 0;
  return {
    clock: {
      now: () => nowMs,
      pause: (durationMs) => {
        nowMs += durationMs;
        at++;
        return Promise.resolve();
      },
    },
    look: () => script[Math.min(at, script.length - 1)] ?? { begun: 0, open: 0 },
  };
}

Deno.test("whenIdle() settles after the limit without a call", async () => {
  const { clock, look } = scripted([{ begun: 0, open: 0 }]);
  await whenIdle(1_000, look, { signal: new AbortController().signal, clock });
  assert.equal(clock.now(), 1_000);
});

Deno.test("whenIdle() counts from the end of the last call, also one that was never seen open", async () => {
  const quick = scripted([
    ...Array.from({ length: 10 }, () => ({ begun: 0, open: 0 })),
    { begun: 1, open: 0 },
  ]);
  await whenIdle(1_000, quick.look, { signal: new AbortController().signal, clock: quick.clock });
  assert.equal(quick.clock.now(), 1_500);
  const long = scripted([
    ...Array.from({ length: 60 }, () => ({ begun: 1, open: 1 })),
    { begun: 1, open: 0 },
  ]);
  await whenIdle(1_000, long.look, { signal: new AbortController().signal, clock: long.clock });
  assert.equal(long.clock.now(), 59 * 50 + 1_000);
});

Deno.test("whenIdle() never settles once its signal is aborted", async () => {
  const { look } = scripted([{ begun: 0, open: 0 }]);
  const leaving = new AbortController();
  const idle = whenIdle(60_000, look, { signal: leaving.signal }).then(() => "idle");
  leaving.abort();
  assert.equal(await Promise.race([idle, Promise.resolve().then(() => "other")]), "other");
});
