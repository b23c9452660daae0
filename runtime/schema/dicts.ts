/** Records and maps, which are dicts to pydantic. @module */

import type { z } from "zod";
import { addFault, addIssues, type Fault, locTag, runSchema } from "./fault.ts";
import { isMembers, setMember } from "./model.ts";
import { makeNode } from "./node.ts";
import type { NodeContext, Payload } from "./parse_context.ts";
import { plainTree } from "./plain_tree.ts";

type Schema = z.core.$ZodType;

const NO_DICT: Fault = { type: "dict_type", msg: "Input should be a valid dictionary" };
const MISSING: Fault = { type: "missing", msg: "Field required" };
const KEY = locTag("[key]");

/** What a record is made from. */
export interface DictOptions {
  readonly key: Schema;
  readonly value: Schema;
  /** Keys that do not meet their schema are kept as they are. */
  readonly isLoose: boolean;
  /** Keys that must be there, for records over an enum. */
  readonly required: readonly string[];
}

/** `z.record()`. */
export function dictNode(schema: Schema, options: DictOptions): Schema {
  return makeNode({
    read(payload, ctx) {
      const raw = payload.value;
      const members = raw instanceof Map ? Object.fromEntries(raw) : raw;
      if (!isMembers(members)) return addFault(payload, NO_DICT);
      const result: Record<string, unknown> = {};
      for (const key of Object.keys(members)) {
        const entry = readEntry(key, members[key], options, { payload, ctx });
        if (entry !== undefined) setMember(result, String(entry[0]), entry[1]);
      }
      for (const key of options.required) {
        if (!Object.hasOwn(members, key)) readAbsent(key, options.value, { payload, ctx, result });
      }
      payload.value = result;
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
  });
}

/** `z.map()`, from an object. */
export function mapNode(schema: Schema, options: DictOptions): Schema {
  return makeNode({
    read(payload, ctx) {
      const raw = payload.value;
      if (!(raw instanceof Map) && !isMembers(raw)) return addFault(payload, NO_DICT);
      const result = new Map<unknown, unknown>();
      for (const [key, value] of raw instanceof Map ? raw : Object.entries(raw)) {
        const entry = readEntry(key, value, options, { payload, ctx });
        if (entry !== undefined) result.set(entry[0], entry[1]);
      }
      payload.value = result;
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
  });
}

interface Reading {
  readonly payload: Payload;
  readonly ctx: NodeContext;
}

function readEntry(
  key: unknown,
  value: unknown,
  options: DictOptions,
  { payload, ctx }: Reading,
): [unknown, unknown] | undefined {
  const place = typeof key === "number" ? key : String(key);
  const readKey = runSchema(options.key, key, ctx);
  if (readKey.issues.length > 0) {
    if (options.isLoose) return [key, plainTree(value)];
    const tagged: Payload = { value: key, issues: [] };
    addIssues(tagged, KEY, readKey);
    addIssues(payload, place, tagged);
  }
  const readValue = runSchema(options.value, value, ctx);
  if (readValue.issues.length > 0) addIssues(payload, place, readValue);
  return [readKey.value, readValue.value];
}

function readAbsent(
  key: string,
  schema: Schema,
  { payload, ctx, result }: Reading & { result: Record<string, unknown> },
): void {
  if (schema._zod.optin === undefined) {
    addFault(payload, MISSING, [key]);
    return;
  }
  const found = runSchema(schema, undefined, ctx);
  if (found.issues.length > 0) addIssues(payload, key, found);
  if (found.value !== undefined) setMember(result, key, found.value);
}
