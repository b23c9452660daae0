/** Lists, tuples and sets. @module */

import type { z } from "zod";
import { applyChecks, splitChecks } from "./constraints.ts";
import { addFault, addIssues, type Fault, runOn, runSchema } from "./fault.ts";
import { makeNode } from "./node.ts";
import { EXACTNESS, floorExactness, type NodeContext, type Payload } from "./parse_context.ts";

type Schema = z.core.$ZodType;
type Check = z.core.$ZodCheck<never>;

const NO_LIST: Fault = { type: "list_type", msg: "Input should be a valid list" };
const NO_TUPLE: Fault = { type: "tuple_type", msg: "Input should be a valid tuple" };
const NO_SET: Fault = { type: "set_type", msg: "Input should be a valid set" };
const MISSING: Fault = { type: "missing", msg: "Field required" };

/** `z.array()`. A list that is too long is refused before its items are looked at. */
export function listNode(schema: Schema, element: Schema): Schema {
  const { builtin, rest } = splitChecks(schema);
  const upper = builtin.filter(boundsAbove);
  return makeNode({
    read(payload, ctx) {
      const raw = payload.value;
      const items = listOf(raw, ctx);
      if (items === undefined) return addFault(payload, NO_LIST);
      payload.value = items;
      if (upper.length > 0 && !applyChecks(upper, payload, raw)) return payload;
      payload.value = readItems(items, element, { payload, ctx });
      if (payload.issues.length === 0) applyChecks(builtin, payload, raw);
      return payload;
    },
    checks: rest,
  });
}

/** `z.set()`, from a list. */
export function setNode(schema: Schema, element: Schema): Schema {
  return makeNode({
    read(payload, ctx) {
      const items = listOf(payload.value, ctx);
      if (items === undefined) return addFault(payload, NO_SET);
      if (!(payload.value instanceof Set)) floorExactness(ctx, EXACTNESS.lax);
      payload.value = new Set(readItems(items, element, { payload, ctx }));
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
  });
}

/** `z.tuple()`. */
export function tupleNode(schema: Schema, items: readonly Schema[], rest: Schema | null): Schema {
  return makeNode({
    read(payload, ctx) {
      const raw = listOf(payload.value, ctx);
      if (raw === undefined) return addFault(payload, NO_TUPLE);
      floorExactness(ctx, EXACTNESS.lax);
      if (rest === null && raw.length > items.length) {
        return addFault(payload, tooLong(items.length, raw.length));
      }
      const result: unknown[] = [];
      const count = Math.max(items.length, raw.length);
      for (let at = 0; at < count; at++) {
        const item = items[at] ?? rest;
        if (item === null) break;
        if (raw[at] === undefined && item._zod.optin === undefined) {
          addFault(payload, MISSING, [at]);
        } else if (at < raw.length || item._zod.optin === "defaulted") {
          const found = runSchema(item, raw[at], ctx);
          if (found.issues.length > 0) addIssues(payload, at, found);
          result.push(found.value);
        }
      }
      if (payload.issues.length === 0) payload.value = result;
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
  });
}

/** The items of what counts as a list: JSON lists, and what modules have in their place. */
function listOf(raw: unknown, ctx: NodeContext): readonly unknown[] | undefined {
  if (Array.isArray(raw)) return raw;
  if (raw instanceof Set || (ArrayBuffer.isView(raw) && Symbol.iterator in raw)) {
    floorExactness(ctx, EXACTNESS.lax);
    return Array.from(raw as Iterable<unknown>);
  }
  return undefined;
}

function readItems(
  items: readonly unknown[],
  element: Schema,
  { payload, ctx }: { payload: Payload; ctx: NodeContext },
): unknown[] {
  const result: unknown[] = new Array(items.length);
  // one payload serves all items until one is at fault: lists can be long
  let slot: Payload = { value: undefined, issues: [] };
  for (let at = 0; at < items.length; at++) {
    slot.value = items[at];
    const found = runOn(element, slot, ctx);
    result[at] = found.value;
    if (found.issues.length === 0) continue;
    addIssues(payload, at, found);
    slot = { value: undefined, issues: [] };
  }
  return result;
}

function boundsAbove(check: Check): boolean {
  return check._zod.def.check === "max_length";
}

function tooLong(most: number, actual: number): Fault {
  return {
    type: "too_long",
    msg: `Tuple should have at most ${most} item${most === 1 ? "" : "s"} after validation, ` +
      `not ${actual}`,
    ctx: { field_type: "Tuple", max_length: most, actual_length: actual },
  };
}
