/** Numbers, bools, texts and the like, read as pydantic reads them. @module */

import type { z } from "zod";
import { constrained, splitChecks } from "./constraints.ts";
import { addFault } from "./fault.ts";
import { laxBool, laxFloat, laxInteger, laxText, Refusal } from "./lax.ts";
import { makeNode, type Read } from "./node.ts";
import { EXACTNESS, floorExactness, type NodeContext } from "./parse_context.ts";
import { plainTree } from "./plain_tree.ts";

type Schema = z.core.$ZodType;

/** Whether a number schema takes integers only: `z.int()`, `z.int32()`, `z.number().int()`. */
export function isIntegerSchema(schema: Schema): boolean {
  const defs = [schema._zod.def, ...(schema._zod.def.checks ?? []).map((check) => check._zod.def)];
  return defs.some((def) => "format" in def && /^(?:safe|u?)int/.test(String(def.format)));
}

/** `z.number()`, `z.int()` and their relatives. */
export function numberNode(schema: Schema): Schema {
  const { builtin, rest } = splitChecks(schema);
  if (!isIntegerSchema(schema)) {
    const read = coerced(schema, toNumber, reading(laxFloat));
    return makeNode({ read: constrained(read, builtin), checks: rest });
  }
  const read = reading((raw, ctx) => {
    const value = laxInteger(raw, ctx);
    // what is beyond 2^53 is refused by the constraint of z.int()
    return typeof value === "bigint" ? Number(value) : value;
  });
  return makeNode({ read: constrained(coerced(schema, toNumber, read), builtin), checks: rest });
}

/** `z.bigint()` and its relatives. */
export function bigintNode(schema: Schema): Schema {
  const { builtin, rest } = splitChecks(schema);
  const read = reading((raw, ctx) => {
    const value = laxInteger(raw, ctx);
    return typeof value === "number" ? BigInt(value) : value;
  });
  return makeNode({ read: constrained(read, builtin), checks: rest });
}

/** `z.boolean()`. */
export function boolNode(schema: Schema): Schema {
  const read = coerced(schema, Boolean, reading(laxBool));
  return makeNode({ read, checks: schema._zod.def.checks ?? [] });
}

/** `z.string()` and its formats. */
export function textNode(schema: Schema): Schema {
  const { builtin, rest } = splitChecks(schema);
  const read = coerced(schema, String, reading(laxText));
  return makeNode({ read: constrained(read, builtin), checks: rest });
}

/** `z.null()`. */
export function nullNode(schema: Schema): Schema {
  return makeNode({
    read: (payload) =>
      payload.value === null
        ? payload
        : addFault(payload, { type: "none_required", msg: "Input should be None" }),
    checks: schema._zod.def.checks ?? [],
    values: new Set([null]),
  });
}

/** `z.any()`, `z.unknown()`. */
export function anyNode(schema: Schema): Schema {
  return makeNode({
    read(payload, ctx) {
      floorExactness(ctx, EXACTNESS.strict);
      payload.value = plainTree(payload.value);
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
  });
}

/** `z.date()`, from ISO 8601 texts and seconds since 1970. */
export function dateNode(schema: Schema): Schema {
  return makeNode({ read: reading(laxDate), checks: schema._zod.def.checks ?? [] });
}

/** A schema that knows only plain values: its author's functions see no class of the parser. */
export function plainInputNode(schema: Schema): Schema {
  return makeNode({
    read(payload, ctx) {
      payload.value = plainTree(payload.value);
      const result = schema._zod.run(payload, ctx);
      return result as Exclude<typeof result, Promise<unknown>>;
    },
    values: schema._zod.values,
    optin: schema._zod.optin,
  });
}

function reading(convert: (raw: unknown, ctx: NodeContext) => unknown): Read {
  return (payload, ctx) => {
    const value = convert(payload.value, ctx);
    if (value instanceof Refusal) return addFault(payload, value.fault);
    payload.value = value;
    return payload;
  };
}

/** `z.coerce`: the author asked for JavaScript's own conversion. */
function coerced(schema: Schema, convert: (raw: unknown) => unknown, read: Read): Read {
  if (!("coerce" in schema._zod.def) || schema._zod.def.coerce !== true) return read;
  return (payload, ctx) => {
    payload.value = convert(plainTree(payload.value));
    return read(payload, ctx);
  };
}

/** What is no number to JavaScript either stays as it is, to be refused. */
function toNumber(raw: unknown): unknown {
  const value = Number(raw);
  return Number.isNaN(value) ? raw : value;
}

const ISO_DATE =
  /^\d{4}-\d\d-\d\d(?:[Tt _]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?$/;

function laxDate(raw: unknown, ctx: NodeContext): Date | Refusal {
  if (raw instanceof Date && !Number.isNaN(raw.getTime())) return raw;
  floorExactness(ctx, EXACTNESS.lax);
  if (typeof raw === "string") {
    const date = ISO_DATE.test(raw) ? new Date(raw.replace(/[ _]/, "T")) : undefined;
    if (date !== undefined && !Number.isNaN(date.getTime())) return date;
    const error = raw.length < 10 ? "input is too short" : "invalid datetime";
    const msg = `Input should be a valid datetime or date, ${error}`;
    return new Refusal({ type: "datetime_from_date_parsing", msg, ctx: { error } });
  }
  const number = laxFloat(raw, ctx);
  if (typeof number === "number" && Number.isFinite(number) && typeof raw !== "boolean") {
    return new Date(Math.abs(number) > 2e10 ? number : number * 1000);
  }
  return new Refusal({ type: "datetime_type", msg: "Input should be a valid datetime" });
}
