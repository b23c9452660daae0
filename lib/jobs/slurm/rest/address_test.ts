import assert from "node:assert/strict";
import { parseRestUrl } from "./address.ts";

Deno.test("parseRestUrl() reads hosts, prefixes and sockets", () => {
  const url = (text: string) => parseRestUrl(text).url;
  assert.equal(url("http://host:6820"), "http://host:6820");
  assert.equal(url("https://hpc.example.org/slurm/rest/"), "https://hpc.example.org/slurm/rest");
  assert.deepEqual(parseRestUrl("unix:/run/slurmrestd.sock"), {
    url: "unix:/run/slurmrestd.sock",
    baseUrl: "http://localhost",
    socketPath: "/run/slurmrestd.sock",
  });
  assert.equal(url("unix:///run/slurmrestd.sock"), "unix:/run/slurmrestd.sock");
});

Deno.test("parseRestUrl() refuses the rest, and repeats no password", () => {
  const refused: readonly [string, RegExp][] = [
    ["host:6820", /expected the address of a slurmrestd/],
    ["ftp://host", /expected the address/],
    ["", /expected the address/],
    ["unix:relative", /absolute path/],
    ["unix:/with space", /absolute path/],
    ["http://host:6820?token=hunter2", /expected a URL without/],
    ["http://me:hunter2@host:6820", /SLURM_JWT/],
    ["ftp://me:hunter2@host", /expected the address/],
  ];
  for (const [text, message] of refused) {
    assert.throws(() => parseRestUrl(text), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message, text);
      assert.ok(text.includes("?") || !error.message.includes("hunter2"), error.message);
      return true;
    });
  }
});
