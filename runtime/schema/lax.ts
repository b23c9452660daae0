/** Pydantic's lax mode: which inputs count as a number, an integer, a bool or a text. @module */

import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { Fault } from "./faults.ts";

/** The value as the type wants it, or why it is none. */
export type Coerced = { readonly value: unknown } | { readonly fault: Fault };

const TRUE_WORDS = new Set(["true", "t", "yes", "y", "on", "1"]);
const FALSE_WORDS = new Set(["false", "f", "no", "n", "off", "0"]);
const NUMBER_TEXT = /^[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*(?:\.0*)?$/;

/** Any JSON value as a float. */
export function laxFloat(raw: unknown): Coerced {
  if (typeof raw === "number") return { value: raw };
  if (raw instanceof JsonFloat) return { value: raw.value };
  if (typeof raw === "bigint" || typeof raw === "boolean") return { value: Number(raw) };
  if (typeof raw !== "string") return fault("float_type", "Input should be a valid number");
  const text = raw.trim();
  if (NUMBER_TEXT.test(text)) return { value: Number(text.replaceAll("_", "")) };
  return fault(
    "float_parsing",
    "Input should be a valid number, unable to parse string as a number",
  );
}

/** Any JSON value as an integer. */
export function laxInt(raw: unknown): Coerced {
  if (typeof raw === "bigint" || typeof raw === "boolean") return { value: Number(raw) };
  if (typeof raw === "number" || raw instanceof JsonFloat) {
    const value = raw.valueOf();
    if (Number.isInteger(value)) return { value };
    return Number.isFinite(value)
      ? fault(
        "int_from_float",
        "Input should be a valid integer, got a number with a fractional part",
      )
      : fault("finite_number", "Input should be a finite number");
  }
  if (typeof raw !== "string") return fault("int_type", "Input should be a valid integer");
  const text = raw.trim();
  if (INTEGER_TEXT.test(text)) return { value: Number(text.replaceAll("_", "")) };
  return fault(
    "int_parsing",
    "Input should be a valid integer, unable to parse string as an integer",
  );
}

/** Any JSON value as a bool. */
export function laxBool(raw: unknown): Coerced {
  if (typeof raw === "boolean") return { value: raw };
  const number = raw instanceof JsonFloat ? raw.value : raw;
  if (number === 1 || number === 0) return { value: number === 1 };
  const word = typeof raw === "string" ? raw.toLowerCase() : "";
  if (TRUE_WORDS.has(word)) return { value: true };
  if (FALSE_WORDS.has(word)) return { value: false };
  if (typeof raw === "string" || (typeof number === "number" && Number.isInteger(number))) {
    return fault("bool_parsing", "Input should be a valid boolean, unable to interpret input");
  }
  return fault("bool_type", "Input should be a valid boolean");
}

/** Any JSON value as a text; numbers are not texts. */
export function laxString(raw: unknown): Coerced {
  if (typeof raw === "string") return { value: raw };
  if (raw instanceof LongText) return { value: raw.toString() };
  return fault("string_type", "Input should be a valid string");
}

/** A tree without the parser's own classes, for fields of any type. */
export function plainTree(raw: unknown): unknown {
  if (raw instanceof JsonFloat) return raw.value;
  if (raw instanceof LongText) return raw.toString();
  if (Array.isArray(raw)) {
    const changed = raw.some((item: unknown) => typeof item === "object" && item !== null);
    return changed ? raw.map(plainTree) : raw;
  }
  if (typeof raw !== "object" || raw === null || !isPlain(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, plainTree(value)]));
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || prototype === Object.prototype;
}

function fault(type: string, msg: string): Coerced {
  return { fault: { type, msg } };
}
