// deno-lint-ignore-file camelcase -- names on the wire

import assert from "node:assert/strict";
import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { findTestFiles, runTestFiles } from "./folder.ts";
import { toJunitXml } from "./junit.ts";
import { formatCase, formatSummary } from "./report.ts";
import type { TestHost } from "./run_spec.ts";

/** Has one endpoint that throws what its payload says. */
const HOST: TestHost = {
  endpoint: () => ({
    parseRequest: (value) => ({ ok: true, value }),
    invoke(request) {
      throw new RangeError((request as { text: string }).text);
    },
    parseResult: (value) => ({ ok: true, value }),
  }),
  parseContext: () => ({
    baseDir: "/",
    roots: [],
    allowUrls: false,
    strictShapes: false,
    strictTypes: false,
    fromAttributes: false,
  }),
};

async function inFolder(
  files: Record<string, string>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const THROWS = {
  endpoint: "apply",
  payload: { text: "<no> & \u0001" },
  expected_exception: "RangeError",
};
const FILES = {
  "test_b.json": JSON.stringify(THROWS),
  "test_a.json": JSON.stringify({ ...THROWS, expected_exception: "KeyError" }),
  "test_c.json": "{,}",
  "test_d.json": "{}",
  "notes.json": "{}",
  "test_e.txt": "",
};

Deno.test("findTestFiles() gives the test files in the order of their names", async () => {
  await inFolder(FILES, async (folder) => {
    const names = ["test_a.json", "test_b.json", "test_c.json", "test_d.json"];
    assert.deepEqual(await findTestFiles(folder), names.map((name) => join(folder, name)));
    assert.deepEqual(await findTestFiles(join(folder, "notes.json")), [join(folder, "notes.json")]);
    await assert.rejects(findTestFiles(join(folder, "gone")), TesseraError);
  });
  await inFolder({}, (folder) => assert.rejects(findTestFiles(folder), TesseraError));
});

Deno.test("runTestFiles() goes on when tests fail or files are no specifications", async () => {
  await inFolder(FILES, async (folder) => {
    const seen: string[] = [];
    const summary = await runTestFiles(HOST, await findTestFiles(folder), {
      onCase: ({ name, status }) => seen.push(`${name} ${status}`),
    });
    assert.deepEqual(seen, ["test_a failed", "test_b passed", "test_c error", "test_d error"]);
    const { passed, failed, errors, interrupted } = summary;
    assert.deepEqual({ passed, failed, errors, interrupted }, {
      passed: 1,
      failed: 1,
      errors: 2,
      interrupted: false,
    });
    assert.match(formatSummary(summary), /^1 passed, 1 failed, 2 errors in [\d.]+ ms$/);
    const [first] = summary.cases;
    assert.match(
      first === undefined ? "" : formatCase(first),
      /^✗ test_a \(apply\) failed in [\d.]+ ms\n {4}Expected KeyError, but got RangeError: <no>/,
    );
    assert.match(summary.cases[2]?.message ?? "", /^Not JSON: .* at character 1$/);
  });
});

Deno.test("runTestFiles() ends early when the signal is aborted", async () => {
  await inFolder(FILES, async (folder) => {
    const summary = await runTestFiles(HOST, await findTestFiles(folder), {
      signal: AbortSignal.abort(),
    });
    assert.deepEqual([summary.cases.length, summary.interrupted], [0, true]);
  });
});

Deno.test("toJunitXml() escapes what XML cannot hold when messages are hostile", () => {
  const message = `first <&> "line"\u0000\nsecond ]]>`;
  const passed = { name: "test_p", path: "/t/p.json", endpoint: "apply", durationMs: 1.5 };
  const xml = toJunitXml({
    cases: [
      { ...passed, status: "passed", message: "" },
      { ...passed, name: 'a"b', status: "failed", message },
    ],
    passed: 1,
    failed: 1,
    errors: 0,
    durationMs: 2_000,
    interrupted: false,
  }, "m");
  assert.equal(
    xml,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" time="2.000000">
  <testsuite name="m" tests="2" failures="1" errors="0" time="2.000000">
    <testcase classname="m.apply" name="test_p" file="/t/p.json" time="0.001500"/>
    <testcase classname="m.apply" name="a&quot;b" file="/t/p.json" time="0.001500">
      <failure message="first &lt;&amp;&gt; &quot;line&quot;\ufffd">first &lt;&amp;&gt; ` +
      `&quot;line&quot;\ufffd&#10;second ]]&gt;</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});
