/** Bounds and lengths: which come first, and what happens after the first that fails. @module */

import type { z } from "zod";
import type { NodeContext, Payload } from "./parse_context.ts";
import type { Read } from "./node.ts";

type Check = z.core.$ZodCheck<never>;

/** A schema's checks: those that pydantic knows as constraints, and what the author runs after. */
export interface Constraints {
  /** In pydantic's order; the first that fails is the only one reported. */
  readonly builtin: readonly Check[];
  readonly rest: readonly Check[];
}

/** The order in which pydantic looks at constraints (observed with pydantic 2.14). */
const ORDER = [
  "number_format",
  "bigint_format",
  "multiple_of",
  "less_than",
  "greater_than",
  "length_equals",
  "min_length",
  "max_length",
  "string_format",
];

/** Splits checks where the first one stands that is no constraint, such as `.trim()`. */
export function splitChecks(schema: z.core.$ZodType): Constraints {
  const own = schema._zod.traits.has("$ZodCheck") ? [schema as unknown as Check] : [];
  const checks = [...own, ...schema._zod.def.checks ?? []];
  const first = checks.findIndex((check) => rankOf(check) === -1);
  const count = first === -1 ? checks.length : first;
  const builtin = checks.slice(0, count).sort((a, b) => rankOf(a) - rankOf(b));
  return { builtin, rest: checks.slice(count) };
}

/** Runs a reader, then the constraints until one fails. */
export function constrained(read: Read, builtin: readonly Check[]): Read {
  if (builtin.length === 0) return read;
  return (payload: Payload, ctx: NodeContext) => {
    const raw = payload.value;
    read(payload, ctx);
    if (payload.issues.length === 0) applyChecks(builtin, payload, raw);
    return payload;
  };
}

/** Runs constraints until one fails. @param raw What the client sent. @returns Whether all are met. */
export function applyChecks(checks: readonly Check[], payload: Payload, raw: unknown): boolean {
  for (const check of checks) {
    check._zod.check(payload as never);
    const [issue] = payload.issues;
    if (issue === undefined) continue;
    // what is not continued keeps the author's refinements from running
    Object.assign(issue, { input: raw, isAsSent: true, continue: false });
    return false;
  }
  return true;
}

function rankOf(check: Check): number {
  const def = check._zod.def as { readonly check: string; readonly inclusive?: boolean };
  const rank = ORDER.indexOf(def.check);
  // le before lt, ge before gt
  return rank === -1 ? -1 : rank + (def.inclusive === false ? 0.5 : 0);
}
