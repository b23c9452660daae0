/** Faults in pydantic's words on their way through zod. @module */

import { z } from "zod";
import type { NodeContext, Payload } from "./parse_context.ts";

/** Type, message and facts of one fault, as pydantic would report it. */
export interface Fault {
  readonly type: string;
  readonly msg: string;
  readonly ctx?: Record<string, unknown>;
}

/** zod's raw issue, perhaps with a fault that needs no translation. */
export type RawIssue = z.core.$ZodRawIssue & {
  readonly fault?: Fault;
  /** Whether `input` is what the client sent; refinements see converted values. */
  readonly isAsSent?: boolean;
};

/** Adds a fault at the place of the payload; its checks do not run then. */
export function addFault(payload: Payload, fault: Fault, path?: PropertyKey[]): Payload {
  const issue = {
    code: "custom",
    message: fault.msg,
    fault,
    input: payload.value,
    ...(path === undefined ? {} : { path }),
  };
  payload.issues.push(issue as unknown as z.core.$ZodRawIssue);
  return payload;
}

/** Runs a schema on a value; promises are refused. */
export function runSchema(schema: z.core.$ZodType, value: unknown, ctx: NodeContext): Payload {
  return runOn(schema, { value, issues: [] }, ctx);
}

/** Runs a schema on a payload without issues; promises are refused. */
export function runOn(schema: z.core.$ZodType, payload: Payload, ctx: NodeContext): Payload {
  const result = schema._zod.run(payload, ctx);
  if (result instanceof Promise) throw new z.core.$ZodAsyncError();
  return result;
}

/** Moves issues to the parent's payload, one step further down the path. */
export function addIssues(payload: Payload, key: PropertyKey, found: Payload): void {
  payload.issues.push(...z.core.util.prefixIssues(key, found.issues));
}

/** A segment of a `loc` that no value lies under: a union's member, a dict's `[key]`. */
export function locTag(segment: string | number): symbol {
  return Symbol(JSON.stringify(segment));
}

/** A segment of an issue's path as it stands in a `loc`. */
export function locSegment(key: PropertyKey): string | number {
  return typeof key === "symbol" ? JSON.parse(key.description ?? '""') : key;
}
