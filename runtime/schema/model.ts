/** Objects, which are models to pydantic. @module */

import type { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { JsonFloat } from "../payload/json_float.ts";
import { LongText } from "../payload/long_text.ts";
import { addFault, addIssues, type Fault, runSchema } from "./fault.ts";
import { makeNode } from "./node.ts";
import {
  contextOf,
  EXACTNESS,
  floorExactness,
  type NodeContext,
  type ParseState,
  type Payload,
} from "./parse_context.ts";
import { plainTree } from "./plain_tree.ts";

/** What a model is made from. */
export interface ModelOptions {
  /** Its name in messages. */
  readonly name: string;
  readonly fields: readonly (readonly [key: string, schema: z.core.$ZodType])[];
  /** For keys that are not fields: refuse them, keep them as they are, or keep what meets a schema. */
  readonly extras: "forbid" | "allow" | z.core.$ZodType;
  readonly checks: readonly z.core.$ZodCheck<never>[];
}

interface Field {
  readonly key: string;
  readonly schema: z.core.$ZodType;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  /** Whether every object has such a key, inherited. */
  readonly isInherited: boolean;
}

type Members = Readonly<Record<string, unknown>>;

const MISSING: Fault = { type: "missing", msg: "Field required" };
const NO_ATTRIBUTES: Fault = {
  type: "model_attributes_type",
  msg: "Input should be a valid dictionary or object to extract fields from",
};

/** A node for `z.object()` and its relatives. */
export function modelNode(options: ModelOptions): z.core.$ZodType {
  const { name, fields: entries, extras, checks } = options;
  const known = new Set(entries.map(([key]) => key));
  let fields: readonly Field[] | undefined;
  return makeNode({
    read(payload, ctx) {
      const raw = payload.value;
      if (!isMembers(raw)) return addFault(payload, notAModel(name, ctx));
      floorExactness(ctx, EXACTNESS.strict);
      fields ??= entries.map(fieldOf);
      const result: Record<string, unknown> = {};
      const given = readFields(fields, { raw, result, payload }, ctx);
      const keys = Object.keys(raw);
      if (keys.length > given) {
        const unknown = keys.filter((key) => !known.has(key) && raw[key] !== undefined);
        if (unknown.length > 0) readExtras(unknown, extras, { raw, result, payload }, ctx);
      }
      if (ctx.tesseraState !== undefined) countFields(ctx.tesseraState, given);
      payload.value = result;
      return payload;
    },
    checks,
  });
}

/** Whether a value has members that can be fields. */
export function isMembers(raw: unknown): raw is Members {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) &&
    !(raw instanceof LongText || raw instanceof JsonFloat || raw instanceof NDArray ||
      raw instanceof Map || raw instanceof Set || raw instanceof Date || ArrayBuffer.isView(raw));
}

/** The fault of a value that is no object. */
export function notAModel(name: string, ctx: NodeContext): Fault {
  return contextOf(ctx).fromAttributes ? NO_ATTRIBUTES : {
    type: "model_type",
    msg: `Input should be a valid dictionary or instance of ${name}`,
    ctx: { class_name: name },
  };
}

/** Sets a member; `__proto__` is a key like any other. */
export function setMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else {
    const attributes = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(target, key, attributes);
  }
}

interface Reading {
  readonly raw: Members;
  readonly result: Record<string, unknown>;
  readonly payload: Payload;
}

/** @returns How many fields the value has. */
function readFields(
  fields: readonly Field[],
  { raw, result, payload }: Reading,
  ctx: NodeContext,
): number {
  let given = 0;
  for (const field of fields) {
    const { key } = field;
    const value = field.isInherited && !Object.hasOwn(raw, key) ? undefined : raw[key];
    if (value !== undefined) given++;
    else if (field.isRequired) {
      addFault(payload, MISSING, [key]);
      continue;
    }
    const found = runSchema(field.schema, value, ctx);
    if (found.issues.length > 0) {
      // as in zod: a field that may be left out is not at fault for being left out
      if (value === undefined && field.schema._zod.optout === "optional") continue;
      addIssues(payload, key, found);
    }
    if (found.value === undefined) continue;
    setMember(result, key, found.value);
    if (value === undefined && field.hasDefault) ctx.tesseraState?.unset?.push([result, key]);
  }
  return given;
}

function readExtras(
  keys: string[],
  extras: ModelOptions["extras"],
  { raw, result, payload }: Reading,
  ctx: NodeContext,
): void {
  if (extras === "forbid") {
    // zod's own issue: an intersection takes back what its other side knows
    payload.issues.push({ code: "unrecognized_keys", keys, input: raw as Record<string, unknown> });
    return;
  }
  for (const key of keys) {
    if (extras === "allow") setMember(result, key, plainTree(raw[key]));
    else {
      const found = runSchema(extras, raw[key], ctx);
      if (found.issues.length > 0) addIssues(payload, key, found);
      else setMember(result, key, found.value);
    }
  }
}

function fieldOf([key, schema]: readonly [string, z.core.$ZodType]): Field {
  const { optin } = schema._zod;
  return {
    key,
    schema,
    isRequired: optin === undefined,
    hasDefault: optin === "defaulted",
    isInherited: key in Object.prototype,
  };
}

function countFields(state: ParseState, given: number): void {
  state.fieldsSet = (state.fieldsSet ?? 0) + given;
}
