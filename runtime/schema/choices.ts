/** Literals and enums. @module */

import type { z } from "zod";
import { JsonFloat } from "../payload/json_float.ts";
import { addFault } from "./fault.ts";
import { makeNode } from "./node.ts";
import { EXACTNESS, floorExactness } from "./parse_context.ts";
import { orList } from "./python_words.ts";

/** `z.literal()`. */
export function literalNode(schema: z.core.$ZodType, values: readonly unknown[]): z.core.$ZodType {
  return choiceNode(schema, values, "literal_error");
}

/**
 * `z.enum()`. A list of names is what Python writes as a `Literal`; names with values of their own
 * are an `Enum`.
 */
export function enumNode(schema: z.core.$ZodType, entries: z.core.util.EnumLike): z.core.$ZodType {
  const values = [...schema._zod.values ?? []];
  return choiceNode(schema, values, isNamesOnly(entries) ? "literal_error" : "enum");
}

/** Whether an enum says nothing but its names. */
export function isNamesOnly(entries: z.core.util.EnumLike): boolean {
  return Object.entries(entries).every(([name, value]) => name === value);
}

function choiceNode(
  schema: z.core.$ZodType,
  values: readonly unknown[],
  type: "literal_error" | "enum",
): z.core.$ZodType {
  const known: ReadonlySet<unknown> = new Set(values);
  const expected = orList(values);
  const fault = { type, msg: `Input should be ${expected}`, ctx: { expected } };
  return makeNode({
    read(payload, ctx) {
      if (type === "enum") floorExactness(ctx, EXACTNESS.lax);
      const raw = payload.value;
      const value = raw instanceof JsonFloat ? raw.value : raw;
      if (!known.has(value)) return addFault(payload, fault);
      payload.value = value;
      return payload;
    },
    checks: schema._zod.def.checks ?? [],
    values: schema._zod.values,
    optin: schema._zod.optin,
  });
}
