/** 200,000 calls leave nothing behind: no memory, no descriptors, no files. */

import assert from "node:assert/strict";
import { startTessera, type TestServer } from "../e2e/support/servers.ts";
import { needs } from "../requirements.ts";

const EXAMPLE = new URL("../../examples/vectoradd", import.meta.url).pathname;
const CONNECTIONS = 8;
const WARM_UP_CALLS = 40_000;
const CALLS = 200_000;
/** Pages that the engine keeps for later; ten times the calls must not take more. */
const SLACK_MIB = 40;

const BODY = '{"inputs":{"a":[1.5,2.5,3.5],"b":[10,20,30],"s":2}}';
const ANSWERED = "HTTP/1.1 200";

interface Holdings {
  readonly residentMib: number;
  readonly descriptors: number;
  readonly files: number;
}

Deno.test({
  name: "serve holds no more after 200,000 calls than before",
  ...needs("executable"),
  ignore: needs("executable").ignore || Deno.build.os !== "linux",
  async fn() {
    await using server = await startTessera(EXAMPLE);
    await call(server.url, WARM_UP_CALLS);
    const before = await holdings(server);
    await call(server.url, CALLS);
    const after = await holdings(server);
    assert.equal(after.files, before.files);
    assert.ok(after.descriptors <= before.descriptors, JSON.stringify({ before, after }));
    assert.ok(
      after.residentMib <= before.residentMib + SLACK_MIB,
      JSON.stringify({ before, after }),
    );
    assert.doesNotMatch(server.process.stderr, /A worker/);
  },
});

async function holdings({ process, outputPath }: TestServer): Promise<Holdings> {
  const proc = `/proc/${process.pid}`;
  const status = await Deno.readTextFile(`${proc}/status`);
  return {
    residentMib: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
    descriptors: (await Array.fromAsync(Deno.readDir(`${proc}/fd`))).length,
    files: (await Array.fromAsync(Deno.readDir(outputPath))).length,
  };
}

/** Sends so many calls over several connections and checks that each is answered with 200. */
async function call(url: string, calls: number): Promise<void> {
  const share = calls / CONNECTIONS;
  await Promise.all(Array.from({ length: CONNECTIONS }, () => callOnOne(url, share)));
}

async function callOnOne(url: string, calls: number): Promise<void> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const head = `POST /apply HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
    `content-length: ${BODY.length}\r\n\r\n`;
  const request = new TextEncoder().encode(head + BODY);
  // all answers are equally long
  const answer = new Uint8Array(4_096);
  await writeAll(connection, request);
  const answerBytes = await connection.read(answer) ?? 0;
  assert.match(new TextDecoder().decode(answer.subarray(0, answerBytes)), /^HTTP\/1\.1 200 .*}$/s);
  for (let sent = 1; sent < calls; sent++) {
    await writeAll(connection, request);
    for (let at = 0; at < answerBytes;) {
      const count = await connection.read(answer.subarray(at));
      assert.ok(count !== null, `the server closed the connection after ${sent} calls`);
      at += count;
    }
    assert.equal(new TextDecoder().decode(answer.subarray(0, ANSWERED.length)), ANSWERED);
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await connection.write(bytes.subarray(at));
}
