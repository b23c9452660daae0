import assert from "node:assert/strict";
import { TesseraError } from "../../../core/errors.ts";
import { Replicas } from "../../replicas.ts";
import type { RemoteTarget } from "../../remote.ts";
import { fixedServer, movingServer } from "./module_server.ts";

const at = (...urls: [string, ...string[]]): RemoteTarget => ({
  kind: "url",
  baseUrl: urls[0],
  authorization: undefined,
  ...(urls.length === 1 ? {} : { replicas: new Replicas(urls) }),
});
const AWAY = new TesseraError("unavailable", "Cannot tell a URL yet: it is queued");

/** A server that is found at these places, one after the other; the last one stays. */
async function moving(...found: (RemoteTarget | TesseraError)[]) {
  const told: string[] = [];
  const { signal } = new AbortController();
  let looks = 0;
  const server = await movingServer({
    find() {
      const next = found[Math.min(looks++, found.length - 1)];
      return next instanceof TesseraError
        ? Promise.reject(next)
        : Promise.resolve(next ?? at("none"));
    },
    signal,
    tell: (text) => told.push(text),
    pauseMs: 0,
  });
  return { server, told, looks: () => looks };
}

Deno.test("fixedServer() is nowhere else", async () => {
  const server = fixedServer(at("http://a"));
  assert.equal(await server.findAgain(server.current), false);
});

Deno.test("movingServer() waits until the server is back, tells so once and where it is, and is looked for by one call", async () => {
  const { server, told, looks } = await moving(at("http://a"), AWAY, AWAY, at("http://b"));
  const gone = server.current;
  assert.deepEqual(await Promise.all([server.findAgain(gone), server.findAgain(gone)]), [
    true,
    true,
  ]);
  assert.equal(server.current.baseUrl, "http://b");
  assert.equal(looks(), 4);
  assert.deepEqual(told, [
    "Cannot tell a URL yet: it is queued; waiting for it\n",
    "The server is at http://b now; going on\n",
  ]);
  // a call that comes later knows at once
  assert.equal(await server.findAgain(gone), true);
  assert.equal(looks(), 4);
});

Deno.test("movingServer() keeps what it knows of servers that are where they were", async () => {
  const { server, told } = await moving(at("http://a", "http://b"), at("http://b", "http://a"));
  const before = server.current;
  before.replicas?.drop("http://a");
  assert.equal(await server.findAgain(before), false);
  assert.equal(server.current, before);
  assert.deepEqual(told, []);
});

Deno.test("movingServer() is not looked for again at once, where it was found in the same place", async () => {
  let looks = 0;
  const { signal } = new AbortController();
  const find = () => {
    looks++;
    return Promise.resolve(at("http://a"));
  };
  const server = await movingServer({ find, signal, tell: () => {}, pauseMs: 1e6 });
  assert.equal(await server.findAgain(server.current), false);
  assert.equal(await server.findAgain(server.current), false);
  assert.equal(looks, 2);
});

Deno.test("movingServer() ends with the job, and with whoever waits", async () => {
  const ended = new TesseraError("failed", "Cannot tell a URL: it has ended");
  const { server } = await moving(at("http://a"), AWAY, ended);
  await assert.rejects(server.findAgain(server.current), ended);
  const stop = new AbortController();
  let looks = 0;
  const waiting = await movingServer({
    find: () => looks++ === 0 ? Promise.resolve(at("http://a")) : Promise.reject(AWAY),
    signal: stop.signal,
    tell: () => stop.abort(new Error("enough")),
  });
  await assert.rejects(waiting.findAgain(waiting.current), /enough/);
});
