/** Runs the regression tests of a folder. @module */

import { basename, dirname, join, resolve } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { BodyReader } from "../payload/body_reader.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import type { RuntimeConfig } from "../config/config.ts";
import { validationText } from "../schema/validation_text.ts";
import { withConfig } from "../tracking/current_config.ts";
import { openRun } from "../tracking/run.ts";
import { runTestSpec, type TestHost, type TestOutcome } from "./run_spec.ts";
import { parseTestSpec } from "./test_spec.ts";

/** How one test file came out. */
export interface TestCase {
  /** The file's name without `.json`. */
  readonly name: string;
  /** The file. */
  readonly path: string;
  /** `error` also stands for a file that is no specification. */
  readonly status: "passed" | "failed" | "error";
  /** Empty when it passed. */
  readonly message: string;
  /** The endpoint under test; null when the file does not say. */
  readonly endpoint: string | null;
  readonly durationMs: number;
}

/** How all of them came out. */
export interface TestSummary {
  readonly cases: readonly TestCase[];
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly durationMs: number;
  /** Whether the signal ended the run before the last test. */
  readonly interrupted: boolean;
}

/** What a run of several tests may be told. */
export interface TestRunOptions {
  /** Ends the run between two tests. */
  readonly signal?: AbortSignal;
  /** Called after every test. */
  readonly onCase?: (result: TestCase) => void;
}

/**
 * The test files that a path stands for: itself, or the `test_*.json` of a folder in the order of
 * their names.
 *
 * @throws {TesseraError} `not_found` when there is nothing there, `bad_input` when it cannot be read.
 */
export async function findTestFiles(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    if (!(await Deno.stat(path)).isDirectory) return [path];
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (!isDirectory && /^test_.*\.json$/.test(name)) names.push(name);
    }
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const found = isMissing ? "found nothing there" : "it cannot be read";
    throw new TesseraError(
      isMissing ? "not_found" : "bad_input",
      `Cannot read tests from "${path}": ${found}, expected a file or a folder of test_*.json`,
      { cause },
    );
  }
  if (names.length > 0) return names.sort().map((name) => join(path, name));
  throw new TesseraError(
    "not_found",
    `Cannot read tests from "${path}": found no test, expected files named test_*.json`,
  );
}

/**
 * Runs test files one after the other. A test that fails does not end the run, nor does a file that
 * cannot be read.
 */
export async function runTestFiles(
  host: TestHost & { readonly config?: RuntimeConfig },
  paths: readonly string[],
  options: TestRunOptions = {},
): Promise<TestSummary> {
  const cases: TestCase[] = [];
  const startMs = performance.now();
  for (const path of paths) {
    if (options.signal?.aborted) break;
    const result = await runFile(host, path);
    cases.push(result);
    options.onCase?.(result);
    // Between synchronous modules, so that signals and progress get their turn.
    await new Promise((resume) => setTimeout(resume, 0));
  }
  return summarize(cases, { asked: paths.length, startMs });
}

/** Counts what came of tests. @param run How many were asked for, and when it began, as `performance.now()`. */
export function summarize(
  cases: readonly TestCase[],
  run: { readonly asked: number; readonly startMs: number },
): TestSummary {
  const count = (status: TestCase["status"]) =>
    cases.filter((result) => result.status === status).length;
  return {
    cases,
    passed: count("passed"),
    failed: count("failed"),
    errors: count("error"),
    durationMs: performance.now() - run.startMs,
    interrupted: cases.length < run.asked,
  };
}

/**
 * The input path that the first of some test files names in its `cli_config`, absolute: a module may
 * need its files before the first test.
 */
export async function findInputPath(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const read = await readSpec(path);
    const parsed = "raw" in read ? parseTestSpec(read.raw) : undefined;
    if (parsed?.ok && parsed.spec.inputPath !== null) {
      return resolve(dirname(path), parsed.spec.inputPath);
    }
  }
  return undefined;
}

/** Every test is a run of its own. */
async function runAsRun(
  host: TestHost & { readonly config?: RuntimeConfig },
  raw: unknown,
  path: string,
): Promise<TestOutcome> {
  const { config } = host;
  const folder = dirname(resolve(path));
  if (config === undefined) return await runTestSpec(host, raw, folder);
  const run = openRun({ outputPath: config.outputPath, origin: "command" });
  try {
    return await withConfig(config, () => run.during(() => runTestSpec(host, raw, folder)));
  } finally {
    await run.close("failed"); // what is not stored of a test is not its failure
  }
}

async function runFile(
  host: TestHost & { readonly config?: RuntimeConfig },
  path: string,
): Promise<TestCase> {
  const startMs = performance.now();
  const end = (status: TestCase["status"], message: string, endpoint: string | null): TestCase => ({
    name: basename(path).replace(/\.json$/, ""),
    path,
    status,
    message,
    endpoint,
    durationMs: performance.now() - startMs,
  });
  const read = await readSpec(path);
  if ("problem" in read) return end("error", read.problem, null);
  const outcome = await runAsRun(host, read.raw, path);
  if (outcome.kind === "invalid") {
    const text = validationText("TestSpec", outcome.errors);
    return end("error", `Not a test specification: ${text}`, null);
  }
  const { status, message, endpoint } = outcome.result;
  return end(status, message, endpoint);
}

async function readSpec(path: string): Promise<{ raw: unknown } | { problem: string }> {
  try {
    const bytes = await Deno.readFile(path);
    const reader = new BodyReader({ exact: true, byteLength: bytes.byteLength });
    reader.write(bytes);
    return { raw: reader.end() };
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      return { problem: `Not JSON: ${error.message} at character ${error.offset}` };
    }
    if (error instanceof Error) return { problem: `Cannot read the file: ${error.message}` };
    throw error;
  }
}
