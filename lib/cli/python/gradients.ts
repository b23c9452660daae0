/** Gradients of a module in Python, checked by the tesseract-core that its interpreter has. @module */

import * as z from "zod/mini";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  GRADIENT_ENDPOINTS,
  type GradientFailure,
  type GradientReport,
} from "../../../runtime/gradients/report.ts";
import type { Values } from "../../../runtime/gradients/values.ts";
import type { Interpreter } from "../../../runtime/python/interpreter.ts";
import { startFailure } from "../../../runtime/python/start_failure.ts";
import type { ErrorItem } from "../../../runtime/schema/error_item.ts";
import { TesseraError } from "../../core/errors.ts";
import { invalidPayload } from "../call_in_process.ts";
import type { CliIo } from "../io.ts";
import type { Payload } from "../payload.ts";
import { parsePayload } from "../payload_json.ts";
import { runGradientProgram } from "./gradient_process.ts";

/** What to check. */
export interface PythonGradientCheck {
  /** Absolute path of the module. */
  readonly path: string;
  readonly config: RuntimeConfig;
  readonly interpreter: Interpreter;
  readonly payload: Payload;
  /** Variables beside those of this process. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** How to check, in the words of upstream's `check_gradients`; what is undefined is upstream's to choose. */
export interface PythonGradientOptions {
  readonly inputPaths: readonly string[] | undefined;
  readonly outputPaths: readonly string[] | undefined;
  readonly endpoints: readonly string[] | undefined;
  readonly eps: number;
  readonly epsFor: Readonly<Record<string, number>>;
  readonly rtol: number;
  readonly maxEvals: number;
  readonly maxOutputSamples: number | undefined;
  readonly seed: number;
  readonly showProgress: boolean;
}

const Part = z.object({ shape: z.array(z.int()), re: z.base64(), im: z.nullable(z.base64()) });
const Failure = z.object({
  inputPath: z.string(),
  outputPath: z.string(),
  index: z.array(z.int()),
  exception: z.nullable(z.string()),
  candidate: z.nullable(Part),
  reference: z.nullable(Part),
});
const Line = z.discriminatedUnion("op", [
  z.looseObject({ op: z.literal("unready") }),
  z.object({ op: z.literal("lacks"), option: z.string(), version: z.string() }),
  z.object({ op: z.literal("invalid"), errors: z.array(z.custom<ErrorItem>()) }),
  z.object({ op: z.literal("refused"), message: z.string() }),
  z.object({
    op: z.literal("endpoint"),
    endpoint: z.enum(GRADIENT_ENDPOINTS),
    checks: z.int(),
    failures: z.array(Failure),
  }),
  z.object({ op: z.literal("thrown") }),
  z.object({ op: z.literal("done") }),
]);
type Line = z.infer<typeof Line>;

/**
 * Checks gradients at one point.
 *
 * @returns The report; undefined when the module threw, whose traceback is on stderr then.
 * @throws {TesseraError} `unavailable` without an interpreter or its packages, `bad_input` for a payload that is not
 * valid, `usage` for options that the module or its tesseract-core cannot heed, `failed` when the process ends,
 * `interrupted` before the first check.
 */
export async function checkPythonGradients(
  check: PythonGradientCheck,
  options: PythonGradientOptions,
  io: CliIo,
): Promise<GradientReport | undefined> {
  parsePayload(check.payload, { exact: false }); // only to say what is wrong with it
  const { path, config } = check;
  const request = {
    config: { api_path: path, input_path: config.inputPath, output_path: config.outputPath },
    options: underscored(options),
  };
  const endpoints: GradientReport["endpoints"][number][] = [];
  for await (const text of runGradientProgram(check, request, io)) {
    const line = Line.parse(JSON.parse(text));
    if (line.op === "thrown") return undefined;
    if (line.op === "done") return reportOf(endpoints, options.seed, io.signal.aborted);
    if (line.op !== "endpoint") throw failureOf(line, check);
    const { endpoint, checks, failures } = line;
    endpoints.push({ endpoint, checks, failures: failures.map(failureIn) });
  }
  const what = `Cannot check gradients of "${path}"`;
  if (io.signal.aborted) throw new TesseraError("interrupted", `${what}: it was interrupted`);
  throw new TesseraError("failed", `${what}: Python ended before it had a result`);
}

/** Python's spelling of the names. */
function underscored(options: object): object {
  const spelled = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [spelled(name), value]),
  );
}

function reportOf(
  endpoints: GradientReport["endpoints"],
  seed: number,
  interrupted: boolean,
): GradientReport {
  const passed = endpoints.every(({ failures }) => failures.length === 0);
  return { endpoints, passed, interrupted, seed };
}

function failureOf(
  line: Exclude<Line, { op: "thrown" | "done" | "endpoint" }>,
  { path, interpreter }: PythonGradientCheck,
): TesseraError {
  switch (line.op) {
    case "unready":
      return startFailure(line, { modulePath: path, interpreter });
    case "lacks":
      return new TesseraError(
        "usage",
        `Cannot use ${line.option}: tesseract-core ${line.version} does not know it`,
        { hint: `Run: ${interpreter.command} -m pip install --upgrade 'tesseract-core[runtime]'` },
      );
    case "invalid":
      return invalidPayload("ApplyInputSchema", line.errors);
    case "refused":
      return new TesseraError("usage", `Cannot check gradients of "${path}": ${line.message}`);
  }
}

function failureIn(failure: z.infer<typeof Failure>): GradientFailure {
  const { inputPath, outputPath, index, exception, candidate, reference } = failure;
  const values = candidate === null || reference === null
    ? null
    : { candidate: valuesIn(candidate), reference: valuesIn(reference) };
  return { inputPath, outputPath, index, values, exception };
}

function valuesIn({ shape, re, im }: z.infer<typeof Part>): Values {
  return { shape, re: floatsIn(re), im: im === null ? null : floatsIn(im) };
}

function floatsIn(base64: string): Float64Array<ArrayBuffer> {
  return new Float64Array(Uint8Array.fromBase64(base64).buffer);
}
