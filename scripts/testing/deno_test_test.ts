import assert from "node:assert/strict";
import { addCounts, countTests, NONE } from "./deno_test.ts";

// Both recorded from deno 2.7.11: two failing modules, one failing step, one ignored test.
const SUMMARY = "\nFAILED | 1 passed (1 step) | 2 failed (1 step) | 1 ignored (344ms)\n\n";
const JUNIT = `<testsuites name="deno test" tests="3" failures="1" errors="0" time="0.345">
    <testsuite name="./jt/a_test.ts" tests="3" disabled="1" errors="0" failures="1">
        <testcase name="a &amp; &lt;b&gt;" classname="./jt/a_test.ts" time="0.001" line="1" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="ign &quot;q&quot;" classname="./jt/a_test.ts" time="0.000" line="2" col="6">
            <skipped/>
        </testcase>
        <testcase name="ok" classname="./jt/a_test.ts" time="0.000" line="3" col="6">
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("countTests() reads the summary line and the names of ignored tests", () => {
  assert.deepEqual(countTests(1, SUMMARY, JUNIT), {
    passed: 1,
    failed: 2,
    ignored: ['ign "q" (./jt/a_test.ts)'],
  });
});

Deno.test("countTests() counts a failure when deno ended badly without a summary", () => {
  assert.deepEqual(countTests(1, "error: Type checking failed.\n", ""), { ...NONE, failed: 1 });
});

Deno.test("countTests() takes the last summary when a test prints one of its own", () => {
  const printed = "ok | 7 passed | 3 failed (1ms)\nok | 2 passed | 0 failed (5ms)\n";
  assert.deepEqual(countTests(0, printed, ""), { passed: 2, failed: 0, ignored: [] });
});

Deno.test("addCounts() adds numbers and joins names", () => {
  const one = { passed: 1, failed: 2, ignored: ["a"] };
  assert.deepEqual(addCounts([one, one, NONE]), { passed: 2, failed: 4, ignored: ["a", "a"] });
});
