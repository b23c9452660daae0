/** The variant of a schema that requests are read with: closed objects, lax primitives. @module */

import { z } from "zod";
import { JsonFloat } from "../payload/json_float.ts";
import type { Coerced } from "./lax.ts";
import { laxBool, laxFloat, laxInt, laxString, plainTree } from "./lax.ts";
import { pushFault } from "./faults.ts";
import { labelOf } from "./labels.ts";
import { prepend, rewrite, type Visit } from "./rewrite.ts";

/** How a variant is made. */
export interface StrictOptions {
  /** Whether fields that are left out get their defaults; results keep them unset. */
  readonly fillDefaults: boolean;
}

/**
 * The schema as pydantic would read it: unknown keys are errors unless the author chose otherwise
 * (`z.looseObject`, `.catchall()`), numbers, bools and texts are converted in lax mode.
 */
export function strict(schema: z.core.$ZodType, options: StrictOptions): z.core.$ZodType {
  return rewrite(schema, strictVisit(options));
}

/** What {@linkcode strict} does to each node. */
export function strictVisit({ fillDefaults }: StrictOptions): Visit {
  return (node, source) => {
    const def = node._zod.def;
    switch (def.type) {
      case "object":
        return def.catchall === undefined
          ? z.core.clone(node, { ...def, catchall: z.never() } as never)
          : node;
      case "number":
        return coerceBy(node, isIntegerNode(source) ? laxInt : laxFloat);
      case "boolean":
        return coerceBy(node, laxBool);
      case "string":
        return coerceBy(node, laxString);
      case "any":
      case "unknown":
      case "literal":
      case "enum":
        return coerceBy(node, (value) => ({ value: plainTree(value) }));
      case "tuple":
        return counted(node, def);
      case "union":
        return labelled(preferExact(node, def), source);
      case "default":
      case "prefault":
        return fillDefaults
          ? node
          : new z.ZodOptional({ type: "optional", innerType: def.innerType });
      default:
        return node;
    }
  };
}

/** Whether a number node takes integers only: `z.int()`, `z.int32()`, `z.number().int()`. */
export function isIntegerNode(node: z.core.$ZodTypes): boolean {
  if (node._zod.def.type !== "number") return false;
  const formats = [
    (node._zod.def as { readonly format?: string }).format,
    ...(node._zod.def.checks ?? []).map((check) =>
      (check._zod.def as { readonly format?: string }).format
    ),
  ];
  return formats.some((format) => format !== undefined && /^(safe|u?)int/.test(format));
}

function coerceBy(node: z.core.$ZodType, coerce: (value: unknown) => Coerced): z.core.$ZodType {
  prepend(node, (payload) => {
    // a missing value is told as such by the node itself
    if (payload.value === undefined) return true;
    const coerced = coerce(payload.value);
    if ("fault" in coerced) pushFault(payload, coerced.fault, node);
    else payload.value = coerced.value;
    return "value" in coerced;
  });
  return node;
}

/** Tells a tuple of another length from a list, and names every item that is missing. */
function counted(node: z.core.$ZodType, def: z.core.$ZodTupleDef): z.core.$ZodType {
  const most = def.items.length;
  const least = def.items.findLastIndex((item) => item._zod.optin !== "optional") + 1;
  prepend(node, (payload) => {
    if (!Array.isArray(payload.value)) return true;
    const { length } = payload.value;
    for (let index = length; index < least; index++) {
      pushFault(payload, { type: "missing", msg: "Field required" }, node, [index]);
    }
    if (length > most && def.rest === null) {
      const items = `${most} item${most === 1 ? "" : "s"}`;
      pushFault(payload, {
        type: "too_long",
        msg: `Tuple should have at most ${items} after validation, not ${length}`,
        ctx: { field_type: "Tuple", max_length: most, actual_length: length },
      }, node);
    }
    return payload.issues.length === 0;
  });
  return node;
}

/** Before any conversion, a union takes the alternative that is of the value's own type. */
function preferExact(node: z.core.$ZodTypes, def: z.core.$ZodUnionDef): z.core.$ZodTypes {
  const own = node._zod.parse;
  const parse: typeof own = (payload, ctx) => {
    const option = def.options.find((candidate) => isOfType(payload.value, candidate));
    if (option !== undefined) {
      const result = option._zod.run({ value: payload.value, issues: [] }, ctx);
      if (!(result instanceof Promise) && result.issues.length === 0) {
        payload.value = result.value;
        return payload;
      }
    }
    return own(payload, ctx);
  };
  node._zod.parse = parse;
  if (node._zod.run === own) node._zod.run = parse;
  return node;
}

function isOfType(value: unknown, schema: z.core.$ZodType): boolean {
  const node = schema as z.core.$ZodTypes;
  switch (node._zod.def.type) {
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "number":
      if (typeof value === "number") return isIntegerNode(node) === Number.isInteger(value);
      return value instanceof JsonFloat && !isIntegerNode(node);
    default:
      return false;
  }
}

/** Lets the errors of a union say which alternative each belongs to, as pydantic does. */
function labelled(node: z.core.$ZodTypes, source: z.core.$ZodTypes): z.core.$ZodType {
  const def = source._zod.def as z.core.$ZodUnionDef;
  const labels = def.options.map((option) => labelOf(option));
  const own = node._zod.parse;
  const parse: typeof own = (payload, ctx) => {
    const before = payload.issues.length;
    const result = own(payload, ctx);
    if (!(result instanceof Promise) && result.issues.length > before) {
      for (const issue of result.issues.slice(before)) Object.assign(issue, { labels });
    }
    return result;
  };
  node._zod.parse = parse;
  if (node._zod.run === own) node._zod.run = parse;
  return node;
}
