import assert from "node:assert/strict";
import { EndSignals } from "./end_signals.ts";

Deno.test("EndSignals reports the signal that came, with its exit code", async () => {
  using ends = new EndSignals();
  // waiting for a signal alone does not keep a process
  const timer = setTimeout(() => {}, 10_000);
  Deno.kill(Deno.pid, "SIGTERM"); // SIGINT would end the test runner, too
  assert.deepEqual(await ends.first(), { reason: "Got SIGTERM", exitCode: 0 });
  clearTimeout(timer);
});

Deno.test("EndSignals takes a scheduler's warning for a reason to end in good order", async () => {
  using ends = new EndSignals();
  const timer = setTimeout(() => {}, 10_000);
  Deno.kill(Deno.pid, "SIGUSR1");
  const { reason, exitCode } = await ends.first();
  assert.deepEqual([reason.includes("SIGUSR1"), exitCode], [true, 0]);
  clearTimeout(timer);
});

Deno.test("EndSignals notices that the parent is gone", async () => {
  const program = `import { EndSignals } from ${
    JSON.stringify(new URL("./end_signals.ts", import.meta.url).href)
  };
    using ends = new EndSignals(0);
    Deno.stdout.writeSync(new TextEncoder().encode("ready "));
    const end = await ends.first();
    Deno.stdout.writeSync(new TextEncoder().encode(end.reason));
    Deno.exit(end.exitCode);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `data:text/typescript,${encodeURIComponent(program)}`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await child.stdin.close();
  const { code, stdout } = await child.output();
  assert.equal(new TextDecoder().decode(stdout), "ready The parent process is gone");
  assert.equal(code, 0);
});

Deno.test("EndSignals refuses a descriptor that is not there", () => {
  assert.throws(() => new EndSignals(987), /Cannot watch --parent-pipe-fd 987/);
});
