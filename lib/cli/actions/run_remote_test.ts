import assert from "node:assert/strict";
import path from "node:path";
import { main } from "../../../main.ts";
import { captureIo } from "../captured_io.ts";

const ANSWER = '{"result": [1.0,  2.0]}';

interface Asked {
  readonly url: string;
  readonly headers: Headers;
}

/** A server that answers as a served module does, and keeps what it was asked. */
function serveDouble(): { url: string; asked: Asked[]; bodies: string[] } & AsyncDisposable {
  const asked: Asked[] = [];
  const bodies: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      asked.push({ url: request.url, headers: new Headers(request.headers) });
      bodies.push(await request.text());
      const { pathname } = new URL(request.url);
      if (pathname === "/base/apply") return new Response(ANSWER);
      if (pathname === "/base/health") return new Response('{"status":"ok"}');
      if (pathname === "/base/jacobian") {
        const item = { type: "missing", loc: ["body", "inputs"], msg: "Field required", input: {} };
        return Response.json({ detail: [item] }, { status: 422 });
      }
      if (pathname === "/base/test") return new Response("boom", { status: 500 });
      if (pathname === "/base/abstract_eval") return new Response("no token", { status: 401 });
      if (pathname === "/base/openapi.json") {
        return Response.json({ paths: { "/apply": {}, "/health": {} } });
      }
      return new Response("{}", { status: 404 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/base`,
    asked,
    bodies,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("run with a URL passes bytes through both ways", async () => {
  await using server = serveDouble();
  const io = captureIo({ stdin: ' {"a":1.0} ' });
  const argv = ["run", server.url, "apply", "@-", "--output-format", "json+base64"];
  assert.equal(await main([...argv, "--compression=lz4", "--run-id", "a b"], io), 0);
  assert.equal(io.out(), ANSWER);
  assert.equal(io.err(), "");
  assert.equal(server.bodies[0], ' {"a":1.0} ');
  const headers = server.asked[0]?.headers;
  assert.equal(
    headers?.get("accept"),
    "application/json+base64; gpu_transport=none; compression=lz4",
  );
  assert.equal(headers?.get("content-type"), "application/json");
  assert.match(server.asked[0]?.url ?? "", /\?run_id=a%20b$/);
});

Deno.test("run with a URL writes the output file", async () => {
  await using server = serveDouble();
  const folder = await Deno.makeTempDir();
  try {
    const io = captureIo();
    const argv = ["run", server.url, "health", "--output-file=h.json", `--output-path=${folder}`];
    assert.equal(await main(argv, io), 0);
    assert.equal(io.out(), "");
    assert.equal(await Deno.readTextFile(path.join(folder, "h.json")), '{"status":"ok"}');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("run with a URL maps answers to exit codes", async () => {
  await using server = serveDouble();
  const cases: [string[], number, RegExp][] = [
    [
      ["jacobian", "{}"],
      2,
      /Invalid value for payload: 1 validation error for JacobianInputSchema\ninputs\n/,
    ],
    [["test", "{}"], 1, /the server answered 500: boom/],
    [["abstract-eval", "{}"], 2, /the server refused \(no token\)\nHint: Pass --token-file/],
    [["aply", "{}"], 2, /no such endpoint, expected one of apply, health\nHint: .*"apply"/],
    [["zzz", "{}"], 2, /no such endpoint, expected one of apply, health\nHint: Check the address/],
    [["apply"], 2, /found no PAYLOAD/],
    [["apply", "{}", "--debug"], 2, /Cannot use --debug/],
  ];
  for (const [argv, code, text] of cases) {
    const io = captureIo();
    assert.equal(await main(["run", server.url, ...argv], io), code, argv.join(" "));
    assert.match(io.err(), text);
    assert.equal(io.out(), "");
  }
});

Deno.test("run with a URL says when nobody listens", async () => {
  const io = captureIo();
  assert.equal(await main(["run", "http://127.0.0.1:1", "health"], io), 3);
  assert.match(io.err(), /Cannot reach "http:\/\/127\.0\.0\.1:1\/health"/);
});

Deno.test("run with a URL sends the token of the file or the URL", async () => {
  await using server = serveDouble();
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "s3cret\n");
    await main(["run", server.url, "health", "--token-file", file], captureIo());
    assert.equal(server.asked[0]?.headers.get("authorization"), "Bearer s3cret");
    const withToken = server.url.replace("//", "//any:tok@");
    await main(["run", withToken, "health"], captureIo());
    assert.equal(server.asked[1]?.headers.get("authorization"), `Basic ${btoa("any:tok")}`);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("check and openapi ask a server", async () => {
  await using server = serveDouble();
  const io = captureIo();
  assert.equal(await main(["check", server.url, "--json"], io), 0);
  assert.deepEqual(JSON.parse(io.out()).endpoints, ["apply", "health"]);
  const document = captureIo();
  assert.equal(await main(["openapi", server.url], document), 0);
  assert.deepEqual(JSON.parse(document.out()).paths, { "/apply": {}, "/health": {} });
});

Deno.test("check and openapi refuse options that would do nothing", async () => {
  await using server = serveDouble();
  const cases: [string[], RegExp][] = [
    [["openapi", server.url, "--name", "x"], /Cannot use --name: TARGET is a URL/],
    [["check", server.url, "--input-path", "x"], /Cannot use --input-path: TARGET is a URL/],
    [["openapi", "m.ts", "--token-file", "x"], /Cannot use --token-file: TARGET is a module/],
    [["check", "m.ts", "--token-file", "x"], /Cannot use --token-file: TARGET is a module/],
  ];
  for (const [argv, text] of cases) {
    const io = captureIo();
    assert.equal(await main(argv, io), 2, argv.join(" "));
    assert.match(io.err(), text);
  }
});
