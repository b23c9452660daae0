import assert from "node:assert/strict";
import { NDArray } from "../arrays/ndarray.ts";
import { RemoteError } from "./remote_error.ts";
import { Tessera, TesseraError } from "./tessera.ts";
import { ValidationError } from "./validation_error.ts";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

interface Double extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
}

/** A server that notes what it is sent. */
function serve(answer: (seen: Seen, count: number) => Response | Promise<Response>): Double {
  const seen: Seen[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    seen.push({ method, path: pathname + search, headers, body: await request.text() });
    return await answer(seen[seen.length - 1] as Seen, seen.length);
  });
  const { port } = server.addr;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function envelope(dtype: string, shape: number[], buffer: unknown, encoding = "json"): unknown {
  return { object_type: "array", shape, dtype, data: { buffer, encoding } };
}

Deno.test("apply() sends arrays as base64 and decodes those of the answer when called by URL", async () => {
  await using server = serve(() =>
    Response.json({
      y: envelope("float64", [2], "AAAAAAAAAEAAAAAAAAAUQA==", "base64"),
      list: [envelope("int64", [1, 2], [[1, -2]])],
      s: envelope("float32", [], 1.5),
      text: "plain",
      shape: { shape: [1], dtype: "float64" },
    })
  );
  const client = Tessera.fromUrl(server.url);
  const inputs = {
    x: new Float64Array([1, 2.5]),
    nested: { a: [NDArray.zeros("bool", [1])] },
    n: 2,
  };
  const outputs = await client.apply(inputs);
  assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ""), {
    inputs: {
      x: envelope("float64", [2], "AAAAAAAA8D8AAAAAAAAEQA==", "base64"),
      nested: { a: [envelope("bool", [1], "AA==", "base64")] },
      n: 2,
    },
  });
  assert.ok(outputs.y instanceof NDArray);
  assert.deepEqual(outputs.y.toNested(), [2, 5]);
  assert.deepEqual((outputs.list as NDArray[])[0]?.toNested(), [[1n, -2n]]);
  assert.equal(outputs.s, 1.5);
  assert.equal(outputs.text, "plain");
  assert.deepEqual(outputs.shape, { shape: [1], dtype: "float64" });
});

Deno.test("apply() asks for base64 with path prefix, run id and credentials when the URL has them", async () => {
  await using server = serve(() => Response.json({}));
  const client = Tessera.fromUrl(`http://any:s%40cret@127.0.0.1:${server.port}/p/q/?x=1#f`);
  await client.apply({}, { runId: "a b" });
  const [seen] = server.seen;
  assert.equal(seen?.method, "POST");
  assert.equal(seen?.path, "/p/q/apply?run_id=a%20b");
  assert.equal(seen?.headers.get("accept"), "application/json+base64");
  assert.equal(seen?.headers.get("content-type"), "application/json");
  assert.equal(seen?.headers.get("authorization"), `Basic ${btoa("any:s@cret")}`);
});

Deno.test("apply() streams its request when the arrays are large", async () => {
  await using server = serve(() => Response.json({}));
  const x = Float64Array.from({ length: 400_001 }, (_, i) => i / 3);
  await Tessera.fromUrl(server.url).apply({ x });
  const body = JSON.parse(server.seen[0]?.body ?? "");
  const bytes = Uint8Array.fromBase64(body.inputs.x.data.buffer);
  assert.deepEqual(new Float64Array(bytes.buffer), x);
});

Deno.test("apply() rejects with ValidationError when the server answers 422", async () => {
  const detail = [{ type: "missing", loc: ["body", "inputs"], msg: "Field required", input: {} }];
  await using server = serve(() => Response.json({ detail }, { status: 422 }));
  const client = Tessera.fromUrl(server.url.replace("//", "//any:hidden@"));
  await assert.rejects(client.apply({}), (error) => {
    assert.ok(error instanceof ValidationError && error instanceof TesseraError);
    assert.equal(error.name, "ValidationError");
    assert.deepEqual(error.errors, [{ ...detail[0], loc: ["inputs"] }]);
    assert.match(error.message, /^Cannot call POST http:\/\/127\.0\.0\.1:\d+\/apply: /);
    assert.ok(!error.message.includes("hidden"));
    return true;
  });
});

Deno.test("apply() rejects with RemoteError when the server answers another status", async () => {
  const cases: [number, string][] = [
    [500, "failed"],
    [404, "not_found"],
    [401, "denied"],
    [406, "bad_input"],
    [503, "unavailable"],
  ];
  for (const [status, code] of cases) {
    await using server = serve(() => new Response("ValueError: no", { status }));
    await assert.rejects(Tessera.fromUrl(server.url).apply({}), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.deepEqual([error.status, error.code, error.body], [status, code, "ValueError: no"]);
      return true;
    });
    assert.equal(server.seen.length, 1);
  }
});

Deno.test("apply() does not follow redirects when the server sends one", async () => {
  await using server = serve(() =>
    new Response(null, { status: 307, headers: { location: "http://u:p@elsewhere/apply" } })
  );
  await assert.rejects(
    Tessera.fromUrl(server.url).apply({}),
    /answered 307: a redirect to http:\/\/elsewhere\/apply$/,
  );
});

Deno.test("apply() rejects when the answer is not JSON or no object", async () => {
  for (const body of ["<html>", "[1]", '{"y": ']) {
    await using server = serve(() => new Response(body));
    await assert.rejects(Tessera.fromUrl(server.url).apply({}), TesseraError);
  }
});

Deno.test("apply() asks again when the server is busy and says for how long", async () => {
  await using server = serve((_, count) =>
    count < 3
      ? new Response("busy", { status: 503, headers: { "retry-after": "0" } })
      : Response.json({ done: true })
  );
  assert.deepEqual(await Tessera.fromUrl(server.url).apply({}), { done: true });
  assert.equal(server.seen.length, 3);
  await using busy = serve(() =>
    new Response("busy", { status: 503, headers: { "retry-after": "60" } })
  );
  await assert.rejects(Tessera.fromUrl(busy.url, { busyWaitMs: 1_000 }).apply({}), RemoteError);
  assert.equal(busy.seen.length, 1);
});

Deno.test("apply() rejects with timed_out when the server takes longer than timeoutMs", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using server = serve(async () => {
    await promise;
    return Response.json({});
  });
  const client = Tessera.fromUrl(server.url, { timeoutMs: 50 });
  await assert.rejects(
    client.apply({}),
    (error) => error instanceof TesseraError && error.code === "timed_out",
  );
  const controller = new AbortController();
  const call = client.apply({}, { signal: controller.signal, timeoutMs: 10_000 });
  controller.abort(new Error("changed my mind"));
  await assert.rejects(call, /changed my mind/);
  resolve();
});

Deno.test("apply() rejects with unavailable when nobody answers, after trying again", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(
    Tessera.fromUrl(`127.0.0.1:${port}`).apply({}),
    (error) => error instanceof TesseraError && error.code === "unavailable",
  );
});

Deno.test("apply() is sent once when the connection breaks while the call may run", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  let connections = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      connections++;
      await connection.read(new Uint8Array(1_000));
      connection.close();
    }
  })();
  await assert.rejects(
    Tessera.fromUrl(`127.0.0.1:${listener.addr.port}`).apply({}),
    (error) => error instanceof TesseraError && error.code === "unavailable",
  );
  listener.close();
  await accepting;
  assert.equal(connections, 1);
});

Deno.test("apply() is sent again when the server had closed the idle connection", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  let requests = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      // One answer a connection, with a promise to keep it open that is broken.
      await connection.read(new Uint8Array(10_000));
      requests++;
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
      );
      await new Promise((resume) => setTimeout(resume, 30));
      connection.close();
    }
  })();
  const client = Tessera.fromUrl(`127.0.0.1:${listener.addr.port}`);
  assert.deepEqual(await client.apply({}), {});
  assert.deepEqual(await client.apply({}), {});
  listener.close();
  await accepting;
  assert.equal(requests, 2);
});

Deno.test("apply() reads binref arrays only inside outputPath when it is given", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${dir}/a.bin`, new Uint8Array([9, 7, 8]));
    let buffer = "a.bin:1";
    await using server = serve(() =>
      Response.json({ y: envelope("uint8", [2], buffer, "binref") })
    );
    const client = Tessera.fromUrl(server.url, { format: "json+binref", outputPath: dir });
    const { y } = await client.apply({});
    assert.ok(y instanceof NDArray);
    assert.deepEqual(y.toNested(), [7, 8]);
    await assert.rejects(Tessera.fromUrl(server.url).apply({}), /binref/);
    buffer = "../a.bin";
    await assert.rejects(client.apply({}), TesseraError);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("endpoints() lists the paths of the OpenAPI document when called by URL", async () => {
  await using server = serve(({ path }) =>
    path === "/openapi.json"
      ? Response.json({ paths: { "/apply": {}, "/health": {} } })
      : Response.json({ status: "ok" })
  );
  const client = Tessera.fromUrl(server.url);
  assert.deepEqual(await client.endpoints(), ["apply", "health"]);
  assert.deepEqual(await client.health(), { status: "ok" });
});

Deno.test("fromUrl() refuses what is no http URL without showing credentials", () => {
  for (const url of ["ftp://me:pass@host/", "http://", "http://me:pass@ho st"]) {
    assert.throws(() => Tessera.fromUrl(url), (error) => {
      assert.ok(error instanceof TesseraError && error.code === "bad_input");
      assert.ok(!error.message.includes("pass"), error.message);
      return true;
    });
  }
});
