/** Runs one regression test. @module */

import { resolve } from "node:path";
import type { CompiledModel, ParseContext } from "../schema/compile.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import { validationText } from "../schema/validation_text.ts";
import { currentConfig, withConfig } from "../tracking/current_config.ts";
import { compareStructure } from "./compare_structure.ts";
import { compareValues } from "./compare_values.ts";
import { coversError, coversValidation, messageOfError, nameOfError } from "./exception_names.ts";
import { modelName } from "./model_name.ts";
import { parseTestSpec, type TestSpec } from "./test_spec.ts";

/** An endpoint as a test uses it. */
export interface TestableEndpoint {
  parseRequest(raw: unknown, ctx: ParseContext): Parsed;
  invoke(request: unknown): unknown;
  parseResult(raw: unknown, request: unknown, ctx: ParseContext): Parsed;
}

type Parsed = { readonly ok: true; readonly value: unknown } | {
  readonly ok: false;
  readonly errors: ErrorItem[];
};

/** What a test needs of the runtime. */
export interface TestHost {
  readonly module?: { readonly name: string };
  /** Schemas of results; without them every object counts as a dictionary. */
  readonly models?: {
    readonly outputs: CompiledModel;
    abstractOutputs(): CompiledModel;
  };
  /** @throws {TesseraError} `not_found` when there is no such endpoint. */
  endpoint(name: string): TestableEndpoint;
  endpointNames?(): string[];
  /** Gives an expected result the form of the obtained one, where no schema has done so. */
  alignExpected?(expected: unknown, obtained: unknown): unknown;
  parseContext(origin: "http" | "command"): ParseContext;
}

/** How a test ended; upstream's `TestOutputSchema`. */
export interface TestResult {
  readonly status: "passed" | "failed" | "error";
  /** Empty when it passed. */
  readonly message: string;
  readonly endpoint: string;
}

/** A result, or why the specification is none. */
export type TestOutcome =
  | { readonly kind: "invalid"; readonly errors: ErrorItem[] }
  | { readonly kind: "ok"; readonly result: TestResult };

/**
 * Runs one specification: calls its endpoint in this process and compares what it returns, or the
 * exception it throws, with what is expected. Never rejects for what the module does.
 *
 * @param raw The specification as parsed (docs/architecture.md, "The raw tree").
 * @param folder That of its file: its `cli_config.input_path` is relative to it. Without one (over
 * HTTP), a specification cannot choose where files are read from.
 */
export async function runTestSpec(
  host: TestHost,
  raw: unknown,
  folder?: string,
): Promise<TestOutcome> {
  const parsed = parseTestSpec(raw);
  if (!parsed.ok) return { kind: "invalid", errors: parsed.errors };
  const { spec } = parsed;
  const inputPath = folder === undefined || spec.inputPath === null
    ? undefined
    : resolve(folder, spec.inputPath);
  const verdict = inputPath === undefined
    ? await judge(host, spec, host.parseContext("command"))
    : await withConfig(
      { ...currentConfig(), inputPath },
      () => judge(host, spec, { ...host.parseContext("command"), baseDir: inputPath }),
    );
  return { kind: "ok", result: { ...verdict, endpoint: spec.endpoint } };
}

type Verdict = Omit<TestResult, "endpoint">;
const PASSED: Verdict = { status: "passed", message: "" };

async function judge(host: TestHost, spec: TestSpec, ctx: ParseContext): Promise<Verdict> {
  const endpoint = findEndpoint(host, spec.endpoint);
  if (endpoint === undefined) return failed(unknownEndpoint(host, spec.endpoint));
  const { expected } = spec;
  let wanted: Parsed | undefined;
  if (expected.kind === "outputs") {
    const { skipPathChecks } = spec;
    const strict = { ...ctx, strictShapes: true, strictTypes: true, skipPathChecks };
    wanted = endpoint.parseResult(expected.outputs, null, strict);
    if (!wanted.ok) return failed(nonconforming(spec, "Output", wanted.errors));
  }
  const request = endpoint.parseRequest(spec.payload, ctx);
  if (!request.ok) {
    if (expected.kind !== "exception" || !coversValidation(expected.name)) {
      return failed(nonconforming(spec, "Input", request.errors));
    }
    return matchMessage(
      expected,
      validationText(modelName(spec.endpoint, "Input"), request.errors),
    );
  }
  const call = await invoke(endpoint, { request: request.value, spec });
  if (!call.ok) return judgeException(spec, call);
  if (expected.kind === "exception") {
    return failed(`Expected ${lastPart(expected.name)}, but no exception was raised`);
  }
  return compare(host, spec, { obtained: call.value, expected: valueOf(wanted) });
}

type CallEnd =
  | { readonly ok: true; readonly value: unknown }
  | {
    readonly ok: false;
    readonly name: string;
    readonly message: string;
    readonly isCoveredBy: (name: string) => boolean;
  };

/** A result that its schema refuses counts as a ValidationError, as it is one upstream. */
async function invoke(
  endpoint: TestableEndpoint,
  { request, spec }: { request: unknown; spec: TestSpec },
): Promise<CallEnd> {
  try {
    const returned = await endpoint.invoke(request);
    const result = endpoint.parseResult(returned, request, IN_MEMORY);
    if (result.ok) return result;
    return {
      ok: false,
      name: "ValidationError",
      message: validationText(modelName(spec.endpoint, "Output"), result.errors),
      isCoveredBy: coversValidation,
    };
  } catch (error) {
    return {
      ok: false,
      name: nameOfError(error),
      message: messageOfError(error),
      isCoveredBy: (name) => coversError(name, error),
    };
  }
}

/** Results come from the module itself: files and URLs play no part. */
const IN_MEMORY: ParseContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
  fromAttributes: false,
};

function judgeException(spec: TestSpec, thrown: Extract<CallEnd, { ok: false }>): Verdict {
  const { expected } = spec;
  const text = `${thrown.name}: ${thrown.message}`;
  if (expected.kind === "outputs") return { status: "error", message: text };
  if (thrown.isCoveredBy(expected.name)) return matchMessage(expected, thrown.message);
  return failed(`Expected ${lastPart(expected.name)}, but got ${text}`);
}

function matchMessage(
  { pattern }: Extract<TestSpec["expected"], { kind: "exception" }>,
  message: string,
): Verdict {
  if (pattern === null || pattern.expression.test(message)) return PASSED;
  return failed(
    `Exception message does not match regex.\n  Expected pattern: ${pattern.source}\n` +
      `  Actual message: ${message}`,
  );
}

function compare(
  host: TestHost,
  spec: TestSpec,
  { obtained, expected }: { obtained: unknown; expected: unknown },
): Verdict {
  const wanted = host.alignExpected?.(expected, obtained) ?? expected;
  const { leaves, errors } = compareStructure(obtained, wanted, schemaOf(host, spec.endpoint));
  if (errors.length > 0) return failed(`Structure mismatch.\n\n${errors.join("\n\n")}`);
  const found = leaves.map((leaf) => compareValues(leaf, spec)).filter((text) => text !== null);
  if (found.length === 0) return PASSED;
  return failed(`Values are not sufficiently close.\n\n${found.join("\n\n")}`);
}

function schemaOf({ models }: TestHost, endpoint: string): CompiledModel["source"] | undefined {
  if (endpoint === "apply") return models?.outputs.source;
  return endpoint === "abstract_eval" ? models?.abstractOutputs().source : undefined;
}

function findEndpoint(host: TestHost, name: string): TestableEndpoint | undefined {
  try {
    return host.endpoint(name);
  } catch {
    // The runtime says that an endpoint does not exist by throwing.
    return undefined;
  }
}

function unknownEndpoint(host: TestHost, name: string): string {
  const names = (host.endpointNames?.() ?? []).map((known) => `'${known}'`);
  return `Endpoint ${name} not found in ${host.module?.name ?? "the module"}\n` +
    `  Available endpoints: [${names.join(", ")}]`;
}

function nonconforming(
  spec: TestSpec,
  side: "Input" | "Output",
  errors: readonly ErrorItem[],
): string {
  const what = side === "Input" ? "inputs do" : "expected_outputs does";
  const text = validationText(modelName(spec.endpoint, side), errors);
  const lines = text.split("\n").map((line) => `  ${line}`).join("\n");
  return `${what} not conform to ${side}Schema ` +
    `(perhaps the ${side}Schema has recently changed?):\n${lines}`;
}

function valueOf(parsed: Parsed | undefined): unknown {
  return parsed?.ok ? parsed.value : undefined;
}

function failed(message: string): Verdict {
  return { status: "failed", message };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
