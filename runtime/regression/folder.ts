/** Runs the regression tests of a folder. @module */

import { basename, join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { BodyReader } from "../payload/body_reader.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import { runTestSpec, type TestHost } from "./run_spec.ts";
import { validationText } from "./validation_text.ts";

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
  host: TestHost,
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
  const count = (status: TestCase["status"]) =>
    cases.filter((result) => result.status === status).length;
  return {
    cases,
    passed: count("passed"),
    failed: count("failed"),
    errors: count("error"),
    durationMs: performance.now() - startMs,
    interrupted: cases.length < paths.length,
  };
}

async function runFile(host: TestHost, path: string): Promise<TestCase> {
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
  const outcome = await runTestSpec(host, read.raw);
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
