/** `tessera doctor` on this machine. */

import assert from "node:assert/strict";
import { executablePath, needs } from "../../requirements.ts";
import { runExecutable, runProgram } from "../support/executable.ts";

Deno.test({
  name: "tessera doctor finds what it runs on, and hides the proxy's password",
  ...needs("executable"),
  fn: async () => {
    const env = { HTTPS_PROXY: "http://ada:s3cret@proxy.invalid:3128", NO_PROXY: "" };
    const { code, stdout, stderr } = await runExecutable(["doctor"], { env });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^found +platform /m);
    assert.match(stdout, /^found +proxy .* HTTPS_PROXY=http:\/\/proxy\.invalid:3128$/m);
    assert.match(stdout, /^NO_PROXY +export NO_PROXY="\$NO_PROXY,127\.0\.0\.1,localhost"$/m);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
  },
});

Deno.test({
  name: "tessera doctor ends with 1 when something needed is lacking",
  ...needs("executable"),
  fn: async () => {
    const env = { TMPDIR: "/nowhere at all" };
    const { code, stdout } = await runExecutable(["doctor", "--json"], { env });
    assert.equal(code, 1);
    const { isReady, findings } = JSON.parse(stdout);
    assert.equal(isReady, false);
    const lacking = findings.filter((finding: { isFound: boolean; isNeeded: boolean }) =>
      !finding.isFound && finding.isNeeded
    );
    assert.deepEqual(lacking.map(({ name }: { name: string }) => name), ["temporary files"]);
  },
});

Deno.test({
  name: "tessera doctor reports an address space that is nearly too small",
  ignore: needs("executable").ignore || Deno.build.os !== "linux",
  fn: async () => {
    const limited = `ulimit -v ${38 * 1024 ** 2} && exec "$0" doctor`;
    const { code, stdout } = await runProgram("bash", ["-c", limited, executablePath()]);
    assert.equal(code, 1);
    assert.match(stdout, /^LACKING +address space .* 38\.0 GiB, expected 40\.0 GiB$/m);
  },
});
