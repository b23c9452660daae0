/** From the issues of a failed parse to validation errors in pydantic's words. @module */

import { z } from "zod";
import { echo } from "./echo.ts";
import type { ErrorItem } from "./error_item.ts";
import { type Fault, locSegment, type RawIssue } from "./fault.ts";
import { isPlainObject, orList } from "./python_words.ts";

/** The errors in the order they were found; `loc` starts at the root. @param root What was read. */
export function errorItems(issues: readonly RawIssue[], root: unknown): ErrorItem[] {
  return issues.flatMap((issue) => itemsOf(issue, root));
}

function itemsOf(issue: RawIssue, root: unknown): ErrorItem[] {
  const path = issue.path ?? [];
  const loc = path.map(locSegment);
  if (issue.code === "unrecognized_keys") {
    const fault = { type: "extra_forbidden", msg: "Extra inputs are not permitted" };
    const members = valueAt(root, path).value as Record<string, unknown>;
    const keys = issue.keys as string[];
    return keys.map((key) => item(fault, [...loc, key], members[key]));
  }
  const fault = issue.fault ?? translate(issue);
  // refinements see converted values; the client is shown what it sent
  const isAsSent = issue.fault !== undefined || issue.isAsSent === true;
  return [item(fault, loc, isAsSent ? issue.input : inputOf(issue, root))];
}

function item({ type, msg, ctx }: Fault, loc: (string | number)[], input: unknown): ErrorItem {
  return { type, loc, msg, input: echo(input), ...(ctx === undefined ? {} : { ctx }) };
}

function inputOf(issue: RawIssue, root: unknown): unknown {
  return valueAt(root, issue.path ?? []).value ?? issue.input;
}

/** What lies at a path; where a refinement named a field that is not there, its model. */
function valueAt(root: unknown, path: readonly PropertyKey[]): { value: unknown } {
  let value = root;
  for (const key of path) {
    if (typeof key === "symbol") continue;
    const isContainer = Array.isArray(value) || isPlainObject(value);
    if (!isContainer || !Object.hasOwn(value as object, key)) break;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return { value };
}

function translate(issue: RawIssue): Fault {
  switch (issue.code) {
    case "too_small":
      return boundFault(issue, Number(issue.minimum), LOWER);
    case "too_big":
      return boundFault(issue, Number(issue.maximum), UPPER);
    case "not_multiple_of": {
      const by = Number(issue.divisor);
      const msg = own(issue) ?? `Input should be a multiple of ${by}`;
      return { type: "multiple_of", msg, ctx: { multiple_of: by } };
    }
    case "invalid_format":
      return formatFault(issue);
    case "invalid_value": {
      const expected = orList(issue.values as unknown[]);
      return { type: "literal_error", msg: `Input should be ${expected}`, ctx: { expected } };
    }
    default:
      return valueError(issue);
  }
}

interface BoundWords {
  readonly length: readonly [type: string, key: string, words: string];
  readonly inclusive: readonly [type: string, key: string, words: string];
  readonly exclusive: readonly [type: string, key: string, words: string];
}

const LOWER: BoundWords = {
  length: ["too_short", "min_length", "at least"],
  inclusive: ["greater_than_equal", "ge", "greater than or equal to"],
  exclusive: ["greater_than", "gt", "greater than"],
};
const UPPER: BoundWords = {
  length: ["too_long", "max_length", "at most"],
  inclusive: ["less_than_equal", "le", "less than or equal to"],
  exclusive: ["less_than", "lt", "less than"],
};
const FIELD_TYPES: ReadonlyMap<unknown, string> = new Map([
  ["array", "List"],
  ["set", "Set"],
  ["map", "Dictionary"],
]);

function boundFault(issue: RawIssue, limit: number, words: BoundWords): Fault {
  const [suffix, lengthKey, most] = words.length;
  const plural = limit === 1 ? "" : "s";
  if (issue.origin === "string") {
    const msg = own(issue) ?? `String should have ${most} ${limit} character${plural}`;
    return { type: `string_${suffix}`, msg, ctx: { [lengthKey]: limit } };
  }
  const fieldType = FIELD_TYPES.get(issue.origin);
  if (fieldType !== undefined) {
    const length = lengthOf(issue.input);
    const msg = own(issue) ??
      `${fieldType} should have ${most} ${limit} item${plural} after validation, not ${length}`;
    return {
      type: suffix,
      msg,
      ctx: { field_type: fieldType, [lengthKey]: limit, actual_length: length },
    };
  }
  const [type, key, text] = issue.inclusive === false ? words.exclusive : words.inclusive;
  const msg = own(issue) ?? `Input should be ${text} ${limit}`;
  return { type, msg, ctx: { [key]: limit } };
}

function formatFault(issue: RawIssue): Fault {
  const { pattern } = (issue.inst?._zod.def ?? {}) as { readonly pattern?: RegExp };
  if (issue.format !== "regex" || pattern === undefined) return valueError(issue);
  return {
    type: "string_pattern_mismatch",
    msg: own(issue) ?? `String should match pattern '${pattern.source}'`,
    ctx: { pattern: pattern.source },
  };
}

function valueError(issue: RawIssue): Fault {
  const { message } = z.core.util.finalizeIssue(issue, undefined, z.core.config());
  return { type: "value_error", msg: `Value error, ${message}`, ctx: { error: {} } };
}

/** The words that the author gave a constraint. */
function own(issue: RawIssue): string | undefined {
  const said = issue.inst?._zod.def.error?.(issue as never);
  return typeof said === "string" ? said : said?.message;
}

function lengthOf(input: unknown): number {
  if (Array.isArray(input)) return input.length;
  return input instanceof Set || input instanceof Map ? input.size : 0;
}
