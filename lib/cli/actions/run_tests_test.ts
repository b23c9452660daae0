import assert from "node:assert/strict";
import path from "node:path";
import { main } from "../../../main.ts";
import { captureIo } from "../captured_io.ts";

const PATHS = { "/apply": {}, "/health": {} };

/** A server whose module doubles a float64 vector, and throws at NaN. */
function serveDouble(): { url: string; bodies: string[] } & AsyncDisposable {
  const bodies: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/openapi.json") return Response.json({ paths: PATHS });
      const text = await request.text();
      bodies.push(text);
      if (text.includes("NaN")) {
        return new Response("RangeError: no NaN\n    at x", { status: 500 });
      }
      const { inputs } = JSON.parse(text);
      const buffer = new Uint8Array(Float64Array.from(inputs.a, (x: number) => 2 * x).buffer);
      const data = { buffer: buffer.toBase64(), encoding: "base64" };
      const shape = [inputs.a.length];
      const result = { "object_type": "array", shape, dtype: "float64", data };
      return Response.json({ result, note: null });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    bodies,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function folderOf(
  specs: Record<string, unknown>,
): Promise<{ path: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "tessera-test-" });
  for (const [name, spec] of Object.entries(specs)) {
    const text = typeof spec === "string" ? spec : JSON.stringify(spec);
    await Deno.writeTextFile(path.join(folder, `test_${name}.json`), text);
  }
  return { path: folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const spec = (a: unknown, rest: object) => ({
  endpoint: "apply",
  payload: { inputs: { a } },
  ...rest,
});

Deno.test("test with a URL compares what the server answers", async () => {
  await using server = serveDouble();
  await using folder = await folderOf({
    a_right: spec([1.25, 2], { expected_outputs: { result: [2.5, 4] } }),
    b_value: spec([1.25, 2], { expected_outputs: { result: [2.5, 5] } }),
    c_dtype: spec([1, 2], { expected_outputs: { result: [2, 4] } }),
    d_throws: `{"endpoint": "apply", "payload": {"inputs": {"a": [NaN]}},
      "expected_exception": "ValueError", "expected_exception_regex": "no N.N"}`,
    e_unknown: { ...spec([1], { expected_outputs: {} }), endpoint: "jacobian" },
  });
  const io = captureIo();
  assert.equal(await main(["test", server.url, folder.path, "--json"], io), 1);
  const { cases } = JSON.parse(io.out());
  assert.deepEqual(cases.map(({ status }: { status: string }) => status), [
    "passed",
    "failed",
    "failed",
    "passed",
    "failed",
  ]);
  assert.match(cases[1].message, /Values are not sufficiently close/);
  assert.match(cases[2].message, /dtype mismatch .*\n {2}Expected: int64/);
  assert.match(cases[4].message, /Endpoint jacobian not found in http:.*\n.*\['apply'\]/);
  assert.equal(server.bodies[0], '{"inputs":{"a":[1.25,2]}}');
});

Deno.test("test with a URL wants test files, and a module behind the URL", async () => {
  await using server = serveDouble();
  await using folder = await folderOf({ a: spec([1], { expected_outputs: {} }) });
  const cases: [string[], number, RegExp][] = [
    [[server.url], 2, /Cannot test "http:.*": found no SPEC\nHint: Pass a test file/],
    [
      [server.url, folder.path, "--output-path", "x"],
      2,
      /Cannot use --output-path: TARGET is a URL/,
    ],
    [[`${server.url}/elsewhere`, folder.path], 1, /found no module there/],
    [["http://127.0.0.1:1", folder.path], 3, /Cannot reach/],
    [["x.ts", folder.path, "--token-file", "t"], 2, /Cannot use --token-file: TARGET is a module/],
  ];
  for (const [argv, code, text] of cases) {
    const io = captureIo();
    assert.equal(await main(["test", ...argv], io), code, argv.join(" "));
    assert.match(io.err(), text);
    assert.equal(io.out(), "");
  }
});

Deno.test("check-gradients with a URL says where to run it instead", async () => {
  const io = captureIo();
  assert.equal(await main(["check-gradients", "http://127.0.0.1:1", "{}"], io), 2);
  assert.match(io.err(), /found a URL, expected a module\nHint: Run it where the module is/);
});
