/** Reads the outer object of a request body, as pydantic reads a model that forbids extra keys. @module */

import type { ParseContext } from "../schema/compile.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type { Parsed } from "../calls/endpoint.ts";

/** Raw values of a request body by key. */
export type RawObject = Readonly<Record<string, unknown>>;

/** Whether a value of the raw tree is a JSON object (not a list, number wrapper or long text). */
export function isRawObject(raw: unknown): raw is RawObject {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return false;
  const prototype = Object.getPrototypeOf(raw);
  return prototype === null || prototype === Object.prototype;
}

/** The error for a body that is no object; in the words for HTTP bodies or for payloads. */
export function notAnObject(raw: unknown, model: string, ctx: ParseContext): ErrorItem {
  if (ctx.fromAttributes) {
    return {
      type: "model_attributes_type",
      loc: [],
      msg: "Input should be a valid dictionary or object to extract fields from",
      input: raw,
    };
  }
  return {
    type: "model_type",
    loc: [],
    msg: `Input should be a valid dictionary or instance of ${model}`,
    input: raw,
    ctx: { class_name: model },
  };
}

/**
 * Goes through the fields of one request body. Every field is read, so that all errors are
 * reported together: those of the fields in the order of the calls, then unknown keys.
 */
export class FieldReader {
  readonly #raw: RawObject;
  readonly #known: string[] = [];
  readonly #errors: ErrorItem[] = [];

  constructor(raw: RawObject) {
    this.#raw = raw;
  }

  /**
   * Reads one required field.
   *
   * @param parse Gives errors whose `loc` starts at the field.
   * @returns The value, or undefined after an error.
   */
  read<T>(key: string, parse: (raw: unknown) => Parsed<T>): T | undefined {
    this.#known.push(key);
    if (!Object.hasOwn(this.#raw, key)) {
      this.#errors.push({ type: "missing", loc: [key], msg: "Field required", input: this.#raw });
      return undefined;
    }
    const parsed = parse(this.#raw[key]);
    if (parsed.ok) return parsed.value;
    for (const error of parsed.errors) {
      error.loc.unshift(key);
      this.#errors.push(error);
    }
    return undefined;
  }

  /** All errors; empty when every field was read and no key is left over. */
  errors(): ErrorItem[] {
    for (const key of Object.keys(this.#raw)) {
      if (this.#known.includes(key)) continue;
      this.#errors.push({
        type: "extra_forbidden",
        loc: [key],
        msg: "Extra inputs are not permitted",
        input: this.#raw[key],
      });
    }
    return this.#errors;
  }
}

/** Reads the body `{"inputs": …}`. */
export function parseInputsOnly<T>(
  raw: unknown,
  ctx: ParseContext,
  options: { model: string; parse: (raw: unknown, ctx: ParseContext) => Parsed<T> },
): Parsed<T> {
  if (!isRawObject(raw)) return { ok: false, errors: [notAnObject(raw, options.model, ctx)] };
  const fields = new FieldReader(raw);
  const inputs = fields.read("inputs", (value) => options.parse(value, ctx));
  const errors = fields.errors();
  if (errors.length > 0 || inputs === undefined) return { ok: false, errors };
  return { ok: true, value: inputs };
}
