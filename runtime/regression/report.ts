/** Results of test files as text for people. @module */

import type { TestCase, TestSummary } from "./folder.ts";

const MARKS: Readonly<Record<TestCase["status"], string>> = {
  passed: "✓",
  failed: "✗",
  error: "!",
};

/** One test: a line, and its message indented below when it did not pass. No newline at the end. */
export function formatCase({ name, endpoint, status, message, durationMs }: TestCase): string {
  const where = endpoint === null ? "" : ` (${endpoint})`;
  const line = `${MARKS[status]} ${name}${where} ${status} in ${duration(durationMs)}`;
  if (message === "") return line;
  const text = message.trimEnd().split("\n").map((part) => part === "" ? "" : `    ${part}`);
  return [line, ...text].join("\n");
}

/** The last line of a run, such as `3 passed, 1 failed in 0.42 s`. */
export function formatSummary(summary: TestSummary): string {
  const { passed, failed, errors, durationMs, interrupted } = summary;
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (errors > 0) parts.push(`${errors} ${errors === 1 ? "error" : "errors"}`);
  return `${parts.join(", ")} in ${duration(durationMs)}${interrupted ? ", interrupted" : ""}`;
}

function duration(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}
