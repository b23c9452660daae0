import assert from "node:assert/strict";
import type { Announced } from "./announcement.ts";
import { tunnelLine } from "./tunnel.ts";

const LOGIN = { host: "login1", user: "ada" };

function announced(host: string, url: string): Announced {
  return { url, host, port: 4321, pid: 1, "token_file": null, "job_id": null };
}

Deno.test("tunnelLine() goes through the login node to a node that takes calls from elsewhere", () => {
  const server = announced("0.0.0.0", "http://node7:4321");
  const line = tunnelLine(server, { node: "node7", login: LOGIN });
  assert.equal(line, "ssh -N -L 4321:node7:4321 ada@login1");
});

Deno.test("tunnelLine() logs in to a node that serves its own loopback", () => {
  const server = announced("127.0.0.1", "http://127.0.0.1:4321");
  const line = tunnelLine(server, { node: "node7", login: LOGIN });
  assert.equal(line, "ssh -N -J ada@login1 -L 4321:127.0.0.1:4321 ada@node7");
  const here = tunnelLine(server, { node: undefined, login: { host: "box", user: undefined } });
  assert.equal(here, "ssh -N -L 4321:127.0.0.1:4321 box");
});
