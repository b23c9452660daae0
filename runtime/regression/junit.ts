/** Results of test files in JUnit's XML, which CI systems read. @module */

import type { TestCase, TestSummary } from "./folder.ts";

/**
 * A complete XML document with one test suite.
 *
 * @param suite Name of the suite, such as the module's.
 */
export function toJunitXml(summary: TestSummary, suite: string): string {
  const counts = attributes({
    tests: summary.cases.length,
    failures: summary.failed,
    errors: summary.errors,
    time: seconds(summary.durationMs),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts}>`,
    `  <testsuite name="${escapeXml(suite)}"${counts}>`,
    ...summary.cases.map((result) => caseElement(result, suite)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseElement(result: TestCase, suite: string): string {
  const { name, endpoint, path, status, message, durationMs } = result;
  const head = "    <testcase" + attributes({
    classname: endpoint === null ? suite : `${suite}.${endpoint}`,
    name,
    file: path,
    time: seconds(durationMs),
  });
  if (status === "passed") return `${head}/>`;
  const element = status === "failed" ? "failure" : "error";
  const [first = ""] = message.split("\n");
  const body = `<${element} message="${escapeXml(first)}">${escapeXml(message)}</${element}>`;
  return `${head}>\n      ${body}\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join("");
}

function escapeXml(text: string): string {
  const escaped = text.toWellFormed()
    // XML 1.0 has no way to write most control characters and the two last code points.
    // deno-lint-ignore no-control-regex -- these are the characters in question
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return escaped.replace(/[<>&"\n\r\t]/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(6);
}
