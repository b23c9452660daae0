/** 10,000 broken requests: none is answered with a server's error, and none costs a worker. */

import assert from "node:assert/strict";
import { startTessera, type TestServer } from "../e2e/support/servers.ts";
import { tempFolder } from "../e2e/support/temp_folder.ts";
import { needs } from "../requirements.ts";
import { MUTATIONS } from "./support/mutations.ts";
import { Random } from "./support/random.ts";
import {
  BINREF_FILE,
  binrefBytes,
  bodyText,
  MESHSTATS,
  UNIVARIATE,
  type ValidRequest,
  VECTORADD,
} from "./support/valid_requests.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;
const LANES = 8;
const ACCEPTED = [
  "application/json",
  "application/json+base64",
  "application/json+binref",
  "application/json+base64; compression=lz4",
  "text/html",
  "application/json;;q=x",
];

const SUBJECTS = [
  { example: "vectoradd", valid: VECTORADD, count: 6_000 },
  { example: "univariate", valid: UNIVARIATE, count: 2_000 },
  { example: "meshstats", valid: MESHSTATS, count: 2_000 },
];

for (const [index, { example, valid, count }] of SUBJECTS.entries()) {
  Deno.test({
    name: `serve answers ${count} broken requests to ${example} without a server's error`,
    ...needs("executable"),
    async fn() {
      await using inputs = await tempFolder();
      await Deno.writeFile(`${inputs.path}/${BINREF_FILE}`, binrefBytes());
      await using server = await startTessera(EXAMPLES + example, {
        inputPath: inputs.path,
        args: ["--num-workers", "2"],
      });
      await allAnswered(server, valid);
      const tally = await sendBroken(server, valid, { seed: 2_026 + index, count });
      assert.ok(tally.refused > count / 2, `only ${tally.refused} of ${count} were refused`);
      await allAnswered(server, valid);
      assert.doesNotMatch(server.process.stderr, /A worker/);
    },
  });
}

Deno.test({
  name: "serve refuses lists that are nested 20,000 deep with 422",
  ...needs("executable"),
  async fn() {
    await using server = await startTessera(`${EXAMPLES}univariate`);
    const deep = "[".repeat(20_000) + "1" + "]".repeat(20_000);
    for (const body of [deep, `{"inputs":{"x":${deep}}}`]) {
      const { status, text } = await post(server, "/apply", body);
      assert.equal(status, 422, text.slice(0, 200));
    }
  },
});

/** Every valid request, and /health, get their answer. */
async function allAnswered(server: TestServer, valid: readonly ValidRequest[]): Promise<void> {
  const health = await fetch(`${server.url}/health`);
  assert.deepEqual(await health.json(), { status: "ok" });
  for (const request of valid) {
    const { status, text } = await post(server, request.path, bodyText(request));
    assert.equal(status, 200, `${request.path} ${bodyText(request)}: ${text}`);
  }
}

/** Sends broken requests over several connections, and counts those that were refused. */
async function sendBroken(
  server: TestServer,
  valid: readonly ValidRequest[],
  { seed, count }: { seed: number; count: number },
): Promise<{ refused: number }> {
  const random = new Random(seed);
  const names = Object.keys(MUTATIONS);
  let refused = 0;
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      const number = sent++;
      const name = random.pick(names);
      const request = random.pick(valid);
      const accept = random.below(4) === 0 ? random.pick(ACCEPTED) : "application/json";
      const body = MUTATIONS[name]?.(bodyText(request), random) ?? new Uint8Array(0);
      const { status, text } = await post(server, request.path, Uint8Array.from(body), accept);
      if (status >= 400) refused++;
      const shown = new TextDecoder().decode(body.subarray(0, 600));
      assert.ok(
        status < 500,
        `seed ${seed}, request ${number} (${name}) to ${request.path}: ${status} ${text}\n${shown}`,
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { refused };
}

async function post(
  server: TestServer,
  path: string,
  body: BodyInit,
  accept = "application/json",
): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body,
  });
  return { status: response.status, text: await response.text() };
}
