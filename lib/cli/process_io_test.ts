import assert from "node:assert/strict";

const PROCESS_IO = new URL("./process_io.ts", import.meta.url).href;

/** Runs a program with `io` in scope in a process of its own. */
async function runProgram(body: string): Promise<{ code: number; out: string; err: string }> {
  const program = `import { processIo } from ${JSON.stringify(PROCESS_IO)};
    const io = processIo();
    const result = () => io.writeOut(new TextEncoder().encode("RESULT"));
    void (async () => { ${body} })();`;
  const url = `data:text/typescript,${encodeURIComponent(program)}`;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", url],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, out: text(output.stdout), err: text(output.stderr) };
}

Deno.test("hostModule() sends prints of the module and its children to stderr", async () => {
  const { code, out, err } = await runProgram(`
    {
      using _host = io.hostModule();
      console.log("one");
      Deno.stdout.writeSync(new TextEncoder().encode("two\\n"));
      await new Deno.Command("echo", { args: ["three"], stdout: "inherit" }).output();
      (await import("node:process")).default.stdout.write("four\\n");
    }
    result();
  `);
  assert.deepEqual({ code, out, err }, { code: 0, out: "RESULT", err: "one\ntwo\nthree\nfour\n" });
});

Deno.test("hostModule() reports a module that ends the process", async () => {
  const cases: [string, RegExp][] = [
    ["Deno.exit(0)", /called exit\(0\) before its result was there/],
    ["(await import('node:process')).default.exit(7)", /called exit\(7\)/],
    ["await new Promise(() => {})", /waits for a promise that nothing can settle/],
    [
      "Promise.reject(new Error('lost')); await new Promise((go) => setTimeout(go, 50))",
      /left a rejected promise to nobody\nError: lost/,
    ],
    [
      "setTimeout(() => { throw new Error('late') }, 1); await new Promise((go) => setTimeout(go, 50))",
      /threw outside any call\nError: late/,
    ],
  ];
  for (const [body, message] of cases) {
    const { code, out, err } = await runProgram(
      `using _host = io.hostModule(); ${body}; result();`,
    );
    assert.deepEqual({ code, out }, { code: 1, out: "" }, body);
    assert.match(err, message);
  }
});

Deno.test("limitTime() ends a busy loop with exit code 124, or is called off", async () => {
  const late = await runProgram(`
    await using _limit = await io.limitTime(100, "too late");
    for (;;);
  `);
  assert.deepEqual(late, { code: 124, out: "", err: "too late\n" });
  const inTime = await runProgram(
    `{ await using _l = await io.limitTime(60_000, "x"); } result();`,
  );
  assert.deepEqual(inTime, { code: 0, out: "RESULT", err: "" });
});
