/** From zod's issues to validation errors in pydantic's words, types and order. @module */

import type { z } from "zod";
import { echo } from "./echo.ts";
import type { ErrorItem } from "./error_item.ts";
import { type Fault, faultOf } from "./faults.ts";
import { pythonRepr } from "./labels.ts";

/** What the words of an error depend on beside the issue. */
export interface IssueContext {
  /** The whole value that was validated. */
  readonly root: unknown;
  /** Whether models are read from a request body. */
  readonly fromAttributes: boolean;
  /** What the model at the root is called. */
  readonly modelName: string;
}

type Issue = z.core.$ZodIssue & { readonly labels?: readonly string[] };
type Loc = (string | number)[];

/** The errors of a failed validation; `loc` starts at the root. */
export function errorItems(issues: readonly z.core.$ZodIssue[], ctx: IssueContext): ErrorItem[] {
  return issues.flatMap((issue) => convert(issue as Issue, { at: [], loc: [] }, ctx));
}

/** Where an issue stands: keys into the value, and what the client is told. */
interface Place {
  readonly at: Loc;
  readonly loc: Loc;
}

function convert(issue: Issue, base: Place, ctx: IssueContext): ErrorItem[] {
  const path = issue.path.map((key) => typeof key === "symbol" ? String(key) : key);
  const place = { at: [...base.at, ...path], loc: [...base.loc, ...path] };
  const value = valueAt(ctx.root, place.at);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        item(
          { type: "extra_forbidden", msg: "Extra inputs are not permitted" },
          [...place.loc, key],
          valueAt(value, [key]),
        )
      );
    case "invalid_union":
      return unionItems(issue, place, ctx);
    case "invalid_key":
    case "invalid_element":
      return issue.issues.flatMap((inner) => convert(inner as Issue, place, ctx));
    case "invalid_type":
      if (value === undefined && place.at.length > 0) return [missing(place, ctx)];
      return [item(typeFault(issue, value, ctx), place.loc, value)];
    default: {
      const fault = faultFor(issue, value);
      if (fault.type === "missing") return [missing(place, ctx)];
      return [item(fault, place.loc, value)];
    }
  }
}

function missing(place: Place, ctx: IssueContext): ErrorItem {
  const parent = valueAt(ctx.root, place.at.slice(0, -1));
  return item({ type: "missing", msg: "Field required" }, place.loc, parent);
}

function unionItems(
  issue: Extract<Issue, { code: "invalid_union" }>,
  place: Place,
  ctx: IssueContext,
): ErrorItem[] {
  const labels = (issue as Issue).labels ?? [];
  const { discriminator } = issue as { readonly discriminator?: string };
  const value = valueAt(ctx.root, place.at);
  if (issue.errors.length === 0 && discriminator !== undefined) {
    return [item(tagFault(discriminator, value, labels), place.loc, value)];
  }
  if (value === undefined && place.at.length > 0) return [missing(place, ctx)];
  return issue.errors.flatMap((errors, k) =>
    errors.flatMap((inner) => {
      const label = labels[k] ?? String(k);
      return convert(inner as Issue, { at: place.at, loc: [...place.loc, label] }, ctx);
    })
  );
}

function tagFault(key: string, value: unknown, labels: readonly string[]): Fault {
  const tag = valueAt(value, [key]);
  if (tag === undefined) {
    return {
      type: "union_tag_not_found",
      msg: `Unable to extract tag using discriminator '${key}'`,
      ctx: { discriminator: `'${key}'` },
    };
  }
  const expected = labels.map((label) => `'${label}'`).join(", ");
  return {
    type: "union_tag_invalid",
    msg: `Input tag '${tag}' found using '${key}' does not match any of the expected tags: ` +
      expected,
    ctx: { discriminator: `'${key}'`, tag: String(tag), expected_tags: expected },
  };
}

function typeFault(
  issue: Extract<Issue, { code: "invalid_type" }>,
  value: unknown,
  ctx: IssueContext,
): Fault {
  switch (issue.expected as string) {
    case "number":
      return { type: "finite_number", msg: "Input should be a finite number" };
    case "int":
      return { type: "int_type", msg: "Input should be a valid integer" };
    case "array":
      return { type: "list_type", msg: "Input should be a valid list" };
    case "tuple":
      return { type: "tuple_type", msg: "Input should be a valid tuple" };
    case "record":
    case "map":
      return { type: "dict_type", msg: "Input should be a valid dictionary" };
    case "set":
      return { type: "set_type", msg: "Input should be a valid set" };
    case "null":
      return { type: "none_required", msg: "Input should be None" };
    case "object":
      return modelFault(ctx, issue.path.length === 0 ? ctx.modelName : "Model");
    case "custom":
      return { type: "missing", msg: "Field required" };
    default:
      return {
        type: "value_error",
        msg: `Value error, expected ${issue.expected}, got ${typeof value}`,
        ctx: { error: {} },
      };
  }
}

function modelFault({ fromAttributes }: IssueContext, name: string): Fault {
  if (fromAttributes) {
    return {
      type: "model_attributes_type",
      msg: "Input should be a valid dictionary or object to extract fields from",
    };
  }
  return {
    type: "model_type",
    msg: `Input should be a valid dictionary or instance of ${name}`,
    ctx: { class_name: name },
  };
}

function faultFor(issue: Issue, value: unknown): Fault {
  switch (issue.code) {
    case "too_small":
      return boundFault(issue, value, issue.minimum, LOWER);
    case "too_big":
      return boundFault(issue, value, issue.maximum, UPPER);
    case "not_multiple_of":
      return {
        type: "multiple_of",
        msg: `Input should be a multiple of ${issue.divisor}`,
        ctx: { multiple_of: issue.divisor },
      };
    case "invalid_value": {
      const expected = orList(issue.values.map(pythonRepr));
      return { type: "literal_error", msg: `Input should be ${expected}`, ctx: { expected } };
    }
    case "invalid_format":
      if (issue.pattern !== undefined && issue.format === "regex") {
        const pattern = issue.pattern.replace(/^\/(.*)\/[a-z]*$/s, "$1");
        return {
          type: "string_pattern_mismatch",
          msg: `String should match pattern '${pattern}'`,
          ctx: { pattern },
        };
      }
      return valueError(issue.message);
    case "custom":
      return faultOf(issue.params) ?? valueError(issue.message);
    default:
      return valueError(issue.message);
  }
}

interface BoundWords {
  readonly inclusive: readonly [type: string, key: string, words: string];
  readonly exclusive: readonly [type: string, key: string, words: string];
  readonly length: readonly [suffix: string, key: string, words: string];
}

const LOWER: BoundWords = {
  inclusive: ["greater_than_equal", "ge", "greater than or equal to"],
  exclusive: ["greater_than", "gt", "greater than"],
  length: ["too_short", "min_length", "at least"],
};
const UPPER: BoundWords = {
  inclusive: ["less_than_equal", "le", "less than or equal to"],
  exclusive: ["less_than", "lt", "less than"],
  length: ["too_long", "max_length", "at most"],
};

function boundFault(
  issue: { readonly origin: string; readonly inclusive?: boolean },
  value: unknown,
  bound: number | bigint,
  words: BoundWords,
): Fault {
  const [suffix, lengthKey, most] = words.length;
  const count = `${most} ${bound}`;
  if (issue.origin === "string") {
    return {
      type: `string_${suffix}`,
      msg: `String should have ${count} character${Number(bound) === 1 ? "" : "s"}`,
      ctx: { [lengthKey]: bound },
    };
  }
  if (issue.origin === "array" || issue.origin === "set" || issue.origin === "map") {
    const length = Array.isArray(value) ? value.length : 0;
    return {
      type: suffix,
      msg: `List should have ${count} item${Number(bound) === 1 ? "" : "s"} after validation, ` +
        `not ${length}`,
      ctx: { field_type: "List", [lengthKey]: bound, actual_length: length },
    };
  }
  const [type, key, text] = issue.inclusive === false ? words.exclusive : words.inclusive;
  return { type, msg: `Input should be ${text} ${bound}`, ctx: { [key]: bound } };
}

function valueError(text: string): Fault {
  return { type: "value_error", msg: `Value error, ${text}`, ctx: { error: {} } };
}

/** `'a', 'b' or 'c'` */
function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function item({ type, msg, ctx }: Fault, loc: Loc, input: unknown): ErrorItem {
  const told = { type, loc, msg, input: echo(input) };
  return ctx === undefined ? told : { ...told, ctx };
}

/** What stands under these keys; undefined where there is nothing. */
function valueAt(root: unknown, keys: Loc): unknown {
  let node = root;
  for (const key of keys) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as { readonly [key: string | number]: unknown })[key];
  }
  return node;
}
