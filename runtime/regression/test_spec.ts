/** What one regression test says. @module */

import { parsePythonFloat } from "../arrays/python_number.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import { parsePattern } from "./exception_pattern.ts";

/** A test specification, upstream's `TestSpec`. */
export interface TestSpec {
  readonly endpoint: string;
  /** The endpoint's request body, as parsed. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly expected: ExpectedOutcome;
  /** Whether output paths may name files that do not exist: those of the expected result. */
  readonly skipPathChecks: boolean;
  /** The input path to run it with, relative to the spec's file; null: that of the runtime. */
  readonly inputPath: string | null;
  readonly atol: number;
  readonly rtol: number;
}

/** What a test wants to see. */
export type ExpectedOutcome =
  | { readonly kind: "outputs"; readonly outputs: unknown }
  | {
    readonly kind: "exception";
    /** `ValueError`, `pydantic.ValidationError`, `RangeError`, … */
    readonly name: string;
    /** What its message must contain. */
    readonly pattern: { readonly source: string; readonly expression: RegExp } | null;
  };

/** A spec, or what is wrong with it; `loc` starts at the spec's root. */
export type ParsedSpec =
  | { readonly ok: true; readonly spec: TestSpec }
  | { readonly ok: false; readonly errors: ErrorItem[] };

const EXACTLY_ONE = "Provide exactly one.";

/** Reads a spec from the raw tree; unknown keys are ignored, as upstream does. */
export function parseTestSpec(raw: unknown): ParsedSpec {
  const errors: ErrorItem[] = [];
  if (!isObject(raw)) {
    return { ok: false, errors: [notAModel(raw, "TestSpec", [])] };
  }
  const fields = new SpecFields(raw, errors);
  const endpoint = fields.text("endpoint", { required: true });
  const payload = fields.object("payload", { required: true });
  const outputs = fields.object("expected_outputs", { required: false });
  const name = fields.exceptionName("expected_exception");
  const pattern = fields.pattern("expected_exception_regex");
  const atol = fields.float("atol", 1e-8);
  const rtol = fields.float("rtol", 1e-5);
  const skipPathChecks = fields.flag("skip_output_path_checks");
  const inputPath = fields.cliConfig("cli_config");
  if (errors.length > 0 || endpoint === null || payload === null) return { ok: false, errors };
  if ((outputs === null) === (name === null)) {
    const problem = outputs === null ? "Must specify either" : "Cannot specify both";
    const joint = outputs === null ? "or" : "and";
    const text = `${problem} 'expected_outputs' ${joint} 'expected_exception'. ${EXACTLY_ONE}`;
    return { ok: false, errors: [valueError(text, raw, [])] };
  }
  const expected: ExpectedOutcome = name === null
    ? { kind: "outputs", outputs }
    : { kind: "exception", name, pattern };
  return { ok: true, spec: { endpoint, payload, expected, skipPathChecks, inputPath, atol, rtol } };
}

type RawObject = Readonly<Record<string, unknown>>;

class SpecFields {
  readonly #raw: RawObject;
  readonly #errors: ErrorItem[];

  constructor(raw: RawObject, errors: ErrorItem[]) {
    this.#raw = raw;
    this.#errors = errors;
  }

  text(key: string, options: { required: boolean }): string | null {
    const value = this.#value(key, options);
    if (value === null) return null;
    if (typeof value === "string") return value;
    return this.#refuse(key, "string_type", "Input should be a valid string");
  }

  object(key: string, options: { required: boolean }): RawObject | null {
    const value = this.#value(key, options);
    if (value === null) return null;
    if (isObject(value)) return value;
    return this.#refuse(key, "dict_type", "Input should be a valid dictionary");
  }

  exceptionName(key: string): string | null {
    const value = this.#value(key, { required: false });
    if (value === null) return null;
    if (typeof value === "string" && /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(value)) return value;
    const problem = typeof value === "string"
      ? `'${value}' is not a valid exception name`
      : "expected_exception must be a string or exception type";
    this.#errors.push(valueError(problem, value, [key]));
    return null;
  }

  pattern(key: string): { source: string; expression: RegExp } | null {
    const source = this.text(key, { required: false });
    if (source === null) return null;
    const expression = parsePattern(source);
    if (expression !== undefined) return { source, expression };
    this.#errors.push(valueError("not a valid regular expression", source, [key]));
    return null;
  }

  float(key: string, fallback: number): number {
    const value = this.#raw[key];
    if (value === undefined) return fallback;
    const number = toNumber(value);
    if (number !== undefined) return number;
    this.#refuse(
      key,
      typeof value === "string" ? "float_parsing" : "float_type",
      typeof value === "string"
        ? "Input should be a valid number, unable to parse string as a number"
        : "Input should be a valid number",
    );
    return fallback;
  }

  flag(key: string): boolean {
    const value = this.#raw[key];
    if (value === undefined || typeof value === "boolean") return value ?? false;
    const word = String(value).toLowerCase();
    if (/^(true|1|on|t|yes|y)$/.test(word)) return true;
    if (!/^(false|0|off|f|no|n)$/.test(word)) {
      this.#refuse(key, "bool_type", "Input should be a valid boolean");
    }
    return false;
  }

  /** @returns The input path in it. */
  cliConfig(key: string): string | null {
    const value = this.#value(key, { required: false });
    if (value === null) return null;
    if (isObject(value)) return typeof value.input_path === "string" ? value.input_path : null;
    this.#errors.push(notAModel(value, "TestCliConfig", [key]));
    return null;
  }

  #value(key: string, { required }: { required: boolean }): unknown {
    const isGiven = Object.hasOwn(this.#raw, key);
    if (!isGiven && required) {
      this.#errors.push({ type: "missing", loc: [key], msg: "Field required", input: this.#raw });
    }
    const value = isGiven ? this.#raw[key] : null;
    if (value === null && isGiven && required) {
      const isText = key === "endpoint";
      return this.#refuse(
        key,
        isText ? "string_type" : "dict_type",
        `Input should be a valid ${isText ? "string" : "dictionary"}`,
      );
    }
    return value instanceof LongText ? value.toString() : value;
  }

  #refuse(key: string, type: string, msg: string): null {
    this.#errors.push({ type, loc: [key], msg, input: this.#raw[key] });
    return null;
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof JsonFloat) return value.value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return typeof value === "string" ? parsePythonFloat(value) : undefined;
}

function isObject(raw: unknown): raw is RawObject {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return false;
  const prototype = Object.getPrototypeOf(raw);
  return prototype === null || prototype === Object.prototype;
}

function notAModel(input: unknown, model: string, loc: string[]): ErrorItem {
  return {
    type: "model_type",
    loc,
    msg: `Input should be a valid dictionary or instance of ${model}`,
    input,
    ctx: { class_name: model },
  };
}

function valueError(problem: string, input: unknown, loc: string[]): ErrorItem {
  return { type: "value_error", loc, msg: `Value error, ${problem}`, input, ctx: { error: {} } };
}
