import assert from "node:assert/strict";
import { parseRestUrl } from "./address.ts";
import { API_VERSIONS, chooseVersion } from "./api_version.ts";
import { RECORDED } from "./testing.ts";

const ADDRESS = parseRestUrl("http://host:6820");

function choose(paths: readonly string[]) {
  return chooseVersion(
    { paths: Object.fromEntries(paths.map((path) => [path, {}])) },
    ADDRESS,
    "x",
  );
}

Deno.test("chooseVersion() takes the newest that both sides know", () => {
  for (const [version, { paths }] of Object.entries(RECORDED)) {
    assert.equal(choose(paths).name, version);
  }
  const served = (...names: string[]) => names.map((name) => `/slurm/${name}/job/submit`);
  assert.equal(choose(served("v0.0.99", "v0.0.45", "v0.0.44")).name, "v0.0.45");
  assert.equal(choose(served("v0.0.37", "v0.0.39", "v0.0.38")).name, "v0.0.38");
  assert.equal(choose(served("v0.0.35", "v0.0.36")).name, "v0.0.36");
});

Deno.test("chooseVersion() covers every release from 20.11 to 26.05", () => {
  // newest and oldest version of each, from Slurm's release notes
  const served: readonly (readonly [number, number])[] = [
    [35, 36],
    [35, 37],
    [36, 38],
    [37, 39],
    [38, 40],
    [39, 41],
    [40, 42],
    [40, 43],
    [41, 44],
    [42, 45],
  ];
  const known = new Set(API_VERSIONS.map(({ name }) => name));
  for (const [oldest, newest] of served) {
    const names = Array.from({ length: newest - oldest + 1 }, (_, k) => `v0.0.${oldest + k}`);
    assert.ok(names.some((name) => known.has(name)), names.join());
  }
});

Deno.test("chooseVersion() says what is served when it knows none of it", () => {
  assert.throws(() => choose(["/slurm/v0.0.99/job/submit"]), {
    code: "unavailable",
    message: /^Cannot x: .* http:\/\/host:6820 .* it serves v0\.0\.99, expected one of v0\.0\.45, /,
  });
  assert.throws(() => chooseVersion("hello", ADDRESS, "x"), { message: /has no paths/ });
});
