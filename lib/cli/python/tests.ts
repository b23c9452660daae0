/** Regression tests of a module in Python, run by tesseract-core itself. @module */

import { basename } from "node:path";
import * as z from "zod/mini";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  findInputPath,
  summarize,
  type TestCase,
  type TestSummary,
} from "../../../runtime/regression/folder.ts";
import type { PythonOptions } from "../../../runtime/server/python_workers.ts";
import { TesseraError } from "../../core/errors.ts";
import type { CliIo } from "../io.ts";
import { type PythonModule, withPythonModule } from "./session.ts";

/** What to test, and how. */
export interface PythonTests {
  /** Absolute path of the module. */
  readonly path: string;
  readonly config: RuntimeConfig;
  readonly python: PythonOptions;
  readonly files: readonly string[];
  /** Called after every test. */
  readonly onCase: () => void;
}

/** How the error for a payload begins, which a test file is none of for its author. */
const REFUSED = /^(?:Invalid value for payload|Cannot read payload): /;

/** What the endpoint `test` answers. */
const Verdict = z.object({
  status: z.enum(["passed", "failed", "error"]),
  message: z.string(),
  endpoint: z.string(),
});

/**
 * Runs test files one after the other, in one process as long as they name the same input path. A test that fails
 * does not end the run, nor does a file that cannot be read or a process that ends.
 *
 * @throws {TesseraError} When the module cannot be loaded.
 */
export async function runPythonTests(tests: PythonTests, io: CliIo): Promise<TestSummary> {
  const startMs = performance.now();
  const cases: TestCase[] = [];
  try {
    for (const { inputPath, files } of await byInputPath(tests)) {
      const config = { ...tests.config, inputPath };
      await withPythonModule({ ...tests, config }, io, async (module) => {
        for (const file of files) {
          cases.push(await runFile(module, file));
          tests.onCase();
        }
      });
    }
  } catch (error) {
    // what was tested so far is told
    if (!isInterruption(error)) throw error;
  }
  return summarize(cases, { asked: tests.files.length, startMs });
}

interface Group {
  readonly inputPath: string;
  readonly files: string[];
}

/** Files in their order; a test that names no input path is content with that of the one before. */
async function byInputPath({ files, config }: PythonTests): Promise<Group[]> {
  const groups: Group[] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const inputPath = await findInputPath([file]) ?? last?.inputPath ?? config.inputPath;
    if (last?.inputPath === inputPath) last.files.push(file);
    else groups.push({ inputPath, files: [file] });
  }
  return groups;
}

async function runFile(module: PythonModule, file: string): Promise<TestCase> {
  const startMs = performance.now();
  const { status, message, endpoint } = await judge(module, file);
  return {
    name: basename(file).replace(/\.json$/, ""),
    path: file,
    status,
    message,
    endpoint,
    durationMs: performance.now() - startMs,
  };
}

async function judge(
  module: PythonModule,
  file: string,
): Promise<Pick<TestCase, "status" | "message" | "endpoint">> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(file);
  } catch (error) {
    return failure(`Cannot read the file: ${error instanceof Error ? error.message : error}`);
  }
  try {
    const { status, body } = await module.call("test", { bytes, source: `"${file}"` });
    if (status !== 200) return failure("The test could not be run; the traceback is on stderr");
    return Verdict.parse(await new Response(ReadableStream.from(body)).json());
  } catch (error) {
    if (isInterruption(error) || !(error instanceof TesseraError)) throw error;
    const { code, message } = error;
    if (code !== "bad_input") return failure(message);
    return failure(`Not a test specification: ${message.replace(REFUSED, "")}`);
  }
}

function failure(message: string): Pick<TestCase, "status" | "message" | "endpoint"> {
  return { status: "error", message, endpoint: null };
}

function isInterruption(error: unknown): boolean {
  return error instanceof TesseraError && error.code === "interrupted";
}
