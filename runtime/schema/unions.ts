/** Unions: which member a value means, and what is wrong with each where it means none. @module */

import type { z } from "zod";
import { JsonFloat } from "../payload/json_float.ts";
import { addFault, addIssues, type Fault, locTag, runSchema } from "./fault.ts";
import { isMembers } from "./model.ts";
import { makeNode } from "./node.ts";
import { EXACTNESS, type NodeContext, type ParseState, type Payload } from "./parse_context.ts";
import { pythonRepr } from "./python_words.ts";

type Schema = z.core.$ZodType;
type OptIn = "optional" | "defaulted" | undefined;

/** One member of a union. */
export interface Member {
  readonly schema: Schema;
  /** What errors of this member have in their `loc`. */
  readonly label: string;
}

/** What a union is made from. */
export interface UnionOptions {
  /** Without those for null. */
  readonly members: readonly Member[];
  readonly isNullable: boolean;
  readonly checks: readonly z.core.$ZodCheck<never>[];
}

/**
 * A union in pydantic's smart mode: an exact match wins at once, else the member that takes the most
 * fields, else the one that converts least, else the first.
 */
export function unionNode({ members, isNullable, checks }: UnionOptions): Schema {
  const tags = members.map(({ label }) => locTag(label));
  const only = members.length === 1 ? members[0]?.schema : undefined;
  return makeNode({
    read(payload, ctx) {
      if (isNullable && payload.value === null) return payload;
      if (only !== undefined) return replaced(payload, runSchema(only, payload.value, ctx));
      const state = ctx.tesseraState;
      const failed: Payload[] = [];
      const best = state === undefined
        ? findFirst(members, payload.value, { ctx, failed })
        : findBest(members, payload.value, { ctx, failed, state });
      if (best !== undefined) return replaced(payload, best);
      failed.forEach((found, k) => addIssues(payload, tags[k] ?? "", found));
      return payload;
    },
    checks,
    optin: optinOf(members.map(({ schema }) => schema)),
  });
}

/** A union whose members are told apart by one of their fields is made from this. */
export interface TaggedUnionOptions {
  readonly discriminator: string;
  readonly members: readonly { readonly schema: Schema; readonly tags: readonly unknown[] }[];
  readonly isNullable: boolean;
  readonly checks: readonly z.core.$ZodCheck<never>[];
}

/** A union whose members are told apart by one of their fields. */
export function taggedUnionNode(options: TaggedUnionOptions): Schema {
  const { members, isNullable, checks, discriminator } = options;
  const byTag = new Map(
    members.flatMap(({ schema, tags }) => tags.map((tag) => [tag, schema] as const)),
  );
  const expected = [...byTag.keys()].map(pythonRepr).join(", ");
  return makeNode({
    read(payload, ctx) {
      const raw = payload.value;
      if (isNullable && raw === null) return payload;
      if (!isMembers(raw)) return addFault(payload, NO_ATTRIBUTES);
      const given = raw[discriminator];
      const tag = given instanceof JsonFloat ? given.value : given;
      if (tag === undefined) return addFault(payload, tagNotFound(discriminator));
      const schema = byTag.get(tag);
      if (schema === undefined) return addFault(payload, tagInvalid(discriminator, tag, expected));
      const found = runSchema(schema, raw, ctx);
      if (found.issues.length === 0) return replaced(payload, found);
      addIssues(payload, locTag(typeof tag === "number" ? tag : String(tag)), found);
      return payload;
    },
    checks,
  });
}

const NO_ATTRIBUTES: Fault = {
  type: "model_attributes_type",
  msg: "Input should be a valid dictionary or object to extract fields from",
};

interface Search {
  readonly ctx: NodeContext;
  /** Filled with what went wrong, a payload a member. */
  readonly failed: Payload[];
}

function findFirst(
  members: readonly Member[],
  raw: unknown,
  { ctx, failed }: Search,
): Payload | undefined {
  for (const { schema } of members) {
    const found = runSchema(schema, raw, ctx);
    if (found.issues.length === 0) return found;
    failed.push(found);
  }
  return undefined;
}

interface Match {
  readonly found: Payload;
  readonly exactness: number;
  readonly fieldsSet: number | undefined;
  readonly unset: readonly [object, string][];
}

function findBest(
  members: readonly Member[],
  raw: unknown,
  { ctx, failed, state }: Search & { state: ParseState },
): Payload | undefined {
  const { exactness, fieldsSet } = state;
  const unsetBefore = state.unset?.length ?? 0;
  let best: Match | undefined;
  for (const { schema } of members) {
    state.exactness = EXACTNESS.exact;
    state.fieldsSet = undefined;
    const found = runSchema(schema, raw, ctx);
    // what a member that is not taken left unset does not matter
    const unset = state.unset?.splice(unsetBefore) ?? [];
    if (found.issues.length > 0) {
      failed.push(found);
      continue;
    }
    const match = { found, unset, exactness: state.exactness, fieldsSet: state.fieldsSet };
    if (best === undefined || isBetter(match, best)) best = match;
    if (match.exactness === EXACTNESS.exact && match.fieldsSet === undefined) break;
  }
  state.exactness = exactness;
  state.fieldsSet = fieldsSet;
  if (best === undefined) return undefined;
  state.unset?.push(...best.unset);
  if (best.exactness < exactness) state.exactness = best.exactness as typeof exactness;
  if (best.fieldsSet !== undefined) state.fieldsSet = (fieldsSet ?? 0) + best.fieldsSet;
  return best.found;
}

function isBetter(match: Match, best: Match): boolean {
  if (match.exactness === EXACTNESS.exact && match.fieldsSet === undefined) return true;
  const isComparable = match.fieldsSet !== undefined && best.fieldsSet !== undefined;
  return isComparable && match.fieldsSet !== best.fieldsSet
    ? Number(match.fieldsSet) > Number(best.fieldsSet)
    : match.exactness > best.exactness;
}

function replaced(payload: Payload, found: Payload): Payload {
  payload.value = found.value;
  payload.issues.push(...found.issues);
  return payload;
}

function optinOf(schemas: readonly Schema[]): OptIn {
  const rungs = schemas.map((schema) => schema._zod.optin);
  return rungs.includes("defaulted") ? "defaulted" : rungs.find((rung) => rung !== undefined);
}

function tagNotFound(discriminator: string): Fault {
  const name = `'${discriminator}'`;
  return {
    type: "union_tag_not_found",
    msg: `Unable to extract tag using discriminator ${name}`,
    ctx: { discriminator: name },
  };
}

function tagInvalid(discriminator: string, tag: unknown, expected: string): Fault {
  const name = `'${discriminator}'`;
  const text = typeof tag === "string" ? tag : pythonRepr(tag);
  return {
    type: "union_tag_invalid",
    msg: `Input tag '${text}' found using ${name} does not match any of the expected tags: ` +
      expected,
    ctx: { discriminator: name, tag: text, expected_tags: expected },
  };
}
