/** Pydantic's lax mode: which inputs count as an integer, a float, a bool or a text. @module */

import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import type { Fault } from "./fault.ts";
import { EXACTNESS, floorExactness, type NodeContext } from "./parse_context.ts";

/** Why a value is none of its type. */
export class Refusal {
  constructor(readonly fault: Fault) {}
}

const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*(?:\.0+)?$/;
const FLOAT_TEXT =
  /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i;
const TRUE_WORDS = new Set(["1", "on", "t", "true", "y", "yes"]);
const FALSE_WORDS = new Set(["0", "off", "f", "false", "n", "no"]);

const NO_INTEGER = refusal("int_type", "Input should be a valid integer");
const NO_FLOAT = refusal("float_type", "Input should be a valid number");
const NO_BOOL = refusal("bool_type", "Input should be a valid boolean");
const NO_TEXT = refusal("string_type", "Input should be a valid string");
const NOT_FINITE = refusal("finite_number", "Input should be a finite number");
const FRACTION = refusal(
  "int_from_float",
  "Input should be a valid integer, got a number with a fractional part",
);
const TOO_LARGE = refusal(
  "int_parsing_size",
  "Unable to parse input string as an integer, exceeded maximum size",
);
const UNREADABLE_INTEGER = refusal(
  "int_parsing",
  "Input should be a valid integer, unable to parse string as an integer",
);
const UNREADABLE_FLOAT = refusal(
  "float_parsing",
  "Input should be a valid number, unable to parse string as a number",
);
const UNREADABLE_BOOL = refusal(
  "bool_parsing",
  "Input should be a valid boolean, unable to interpret input",
);

/** An integer; a bigint where a number could not hold it. */
export function laxInteger(raw: unknown, ctx: NodeContext): number | bigint | Refusal {
  if (typeof raw === "number") {
    if (Number.isSafeInteger(raw)) return raw;
    return integerFromFloat(raw);
  }
  if (typeof raw === "bigint") return raw;
  floorExactness(ctx, EXACTNESS.lax);
  if (raw instanceof JsonFloat) return integerFromFloat(raw.value);
  if (typeof raw === "boolean") return raw ? 1 : 0;
  if (raw instanceof LongText) return UNREADABLE_INTEGER;
  if (typeof raw !== "string") return NO_INTEGER;
  const text = raw.trim();
  if (!INTEGER_TEXT.test(text)) return UNREADABLE_INTEGER;
  return narrowed(BigInt(text.replace(/\..*$|[_+]/g, "")));
}

/** A float; NaN and infinities are floats. */
export function laxFloat(raw: unknown, ctx: NodeContext): number | Refusal {
  if (typeof raw === "number") {
    // in a tree that tells 1 from 1.0 this was written as an integer
    if (Number.isInteger(raw)) floorExactness(ctx, EXACTNESS.strict);
    return raw;
  }
  if (raw instanceof JsonFloat) return raw.value;
  if (typeof raw === "bigint") {
    floorExactness(ctx, EXACTNESS.strict);
    const value = Number(raw);
    return Number.isFinite(value) ? value : NO_FLOAT;
  }
  floorExactness(ctx, EXACTNESS.lax);
  if (typeof raw === "boolean") return raw ? 1 : 0;
  if (raw instanceof LongText) return UNREADABLE_FLOAT;
  if (typeof raw !== "string") return NO_FLOAT;
  const text = raw.trim();
  return FLOAT_TEXT.test(text) ? floatFromText(text) : UNREADABLE_FLOAT;
}

/** A bool, from 0, 1 and a few words too. */
export function laxBool(raw: unknown, ctx: NodeContext): boolean | Refusal {
  if (typeof raw === "boolean") return raw;
  floorExactness(ctx, EXACTNESS.lax);
  if (typeof raw === "string") {
    const word = raw.toLowerCase();
    if (TRUE_WORDS.has(word)) return true;
    return FALSE_WORDS.has(word) ? false : UNREADABLE_BOOL;
  }
  const number = raw instanceof JsonFloat ? raw.value : raw;
  if (number === 0 || number === 1) return number === 1;
  if (raw instanceof LongText || typeof number === "bigint") return UNREADABLE_BOOL;
  return Number.isInteger(number) ? UNREADABLE_BOOL : NO_BOOL;
}

/** A text; nothing else counts as one. */
export function laxText(raw: unknown): string | Refusal {
  if (typeof raw === "string") return raw;
  return raw instanceof LongText ? raw.toString() : NO_TEXT;
}

function integerFromFloat(value: number): number | bigint | Refusal {
  if (!Number.isFinite(value)) return NOT_FINITE;
  if (!Number.isInteger(value)) return FRACTION;
  return Math.abs(value) < 2 ** 63 ? narrowed(BigInt(value)) : TOO_LARGE;
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function floatFromText(text: string): number {
  const bare = text.replaceAll("_", "").toLowerCase();
  if (bare.endsWith("nan")) return NaN;
  if (bare.includes("inf")) return bare.startsWith("-") ? -Infinity : Infinity;
  return Number(bare);
}

function refusal(type: string, msg: string): Refusal {
  return new Refusal({ type, msg });
}
