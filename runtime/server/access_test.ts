import assert from "node:assert/strict";
import { Hono, type MiddlewareHandler } from "hono";
import { requireSameUser, requireToken, type ServerEnv } from "./access.ts";
import { PeerUsers } from "./peer_users.ts";

const PEER = { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 40_000 } } as const;

async function ask(
  check: MiddlewareHandler<ServerEnv>,
  authorization?: string,
): Promise<Response> {
  const app = new Hono<ServerEnv>().use(check).get("/health", (c) => c.text("ok"));
  const headers = authorization === undefined ? {} : { authorization };
  return await app.request("/health", { headers }, PEER);
}

Deno.test("requireToken() takes the token as Bearer and as the password of Basic", async () => {
  const check = requireToken("s3cret:with:colons");
  const basic = btoa("any:s3cret:with:colons");
  assert.equal((await ask(check, "Bearer s3cret:with:colons")).status, 200);
  assert.equal((await ask(check, "bearer s3cret:with:colons")).status, 200);
  assert.equal((await ask(check, `Basic ${basic}`)).status, 200);
});

Deno.test("requireToken() refuses anything else with 401 and never shows the token", async () => {
  const check = requireToken("s3cret");
  const wrong = [
    undefined,
    "Bearer",
    "Bearer wrong",
    "Basic !!!",
    `Basic ${btoa("s3cret")}x`,
    "s3cret",
  ];
  for (const authorization of wrong) {
    const response = await ask(check, authorization);
    assert.equal(response.status, 401, authorization);
    assert.equal(response.headers.get("www-authenticate"), 'Bearer realm="tessera"');
    assert.ok(!(await response.text()).includes("s3cret"));
  }
});

Deno.test("requireSameUser() answers 403 with the reason to another user's process", async () => {
  const row = (uid: number): string =>
    `   1: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  ${uid}        0 2`;
  const users = (uid: number): PeerUsers =>
    new PeerUsers(8_000, { read: () => row(uid), ownUid: () => 1000, now: () => 0 });
  assert.equal((await ask(requireSameUser(users(1000)))).status, 200);
  assert.equal((await ask(requireSameUser(users(0)))).status, 200);
  const refused = await ask(requireSameUser(users(1001)));
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /--allow-other-users/);
});
