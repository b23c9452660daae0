/** Running `deno test` and counting what it did. @module */

import { ROOT, stream } from "../process.ts";

/** What became of a group of tests. */
export interface Counts {
  /** Tests that ran and held. */
  readonly passed: number;
  /** Tests and checks that did not, those that could not even start included. */
  readonly failed: number;
  /** Names of tests that were left out, as "name (file)". */
  readonly ignored: readonly string[];
}

/** Nothing ran. */
export const NONE: Counts = { passed: 0, failed: 0, ignored: [] };

/** The sum of several counts. */
export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce((sum, counts) => ({
    passed: sum.passed + counts.passed,
    failed: sum.failed + counts.failed,
    ignored: [...sum.ignored, ...counts.ignored],
  }), NONE);
}

/** How a group of tests runs. */
export interface DenoTestOptions {
  /** Flags for `deno test` besides `-A`. */
  flags?: readonly string[];
  /** Added to the environment of the tests. */
  env?: Record<string, string>;
  /** The run is killed, and counted as failed, after this time. */
  limitMs: number;
}

/** Runs the tests at these paths; the report goes to stdout as it comes. */
export async function denoTest(
  paths: readonly string[],
  options: DenoTestOptions,
): Promise<Counts> {
  const junit = await Deno.makeTempFile({ prefix: "tessera-junit-", suffix: ".xml" });
  try {
    const flags = ["-A", "--quiet", `--junit-path=${junit}`, ...(options.flags ?? [])];
    const { code, stdout } = await stream([Deno.execPath(), "test", ...flags, ...paths], {
      cwd: ROOT,
      limitMs: options.limitMs,
      env: { NO_COLOR: "1", ...options.env },
    });
    return countTests(code, stdout, await Deno.readTextFile(junit));
  } finally {
    await Deno.remove(junit);
  }
}

/**
 * Counts from the summary line of `deno test`, which knows of modules that failed to load, and from its
 * JUnit report, which knows names. A run that ended badly has at least one failure, whatever it printed.
 */
export function countTests(code: number, stdout: string, junit: string): Counts {
  const summary = stdout.match(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed.*$/gm)?.at(-1);
  const [passed = 0, failed = 0] = [...(summary ?? "").matchAll(/(\d+) (?:passed|failed)/g)]
    .map((match) => Number(match[1]));
  return {
    passed,
    failed: code === 0 ? failed : Math.max(failed, 1),
    ignored: ignoredTests(junit),
  };
}

function ignoredTests(junit: string): string[] {
  const cases = junit.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*<skipped/g);
  return [...cases].map(([, name = "", file = ""]) =>
    `${unescapeXml(name)} (${unescapeXml(file)})`
  );
}

const XML_CHARACTERS: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => XML_CHARACTERS[name] ?? whole);
}
