/** A schema made ready: read values with it, write them, know its arrays. @module */

import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { dtypeInfo } from "../arrays/dtype.ts";
import type { EncodeContext } from "../arrays/encode.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { abstract } from "./abstract.ts";
import { arraySpecOf } from "./array_schema.ts";
import type { ErrorItem } from "./error_item.ts";
import { errorItems } from "./issues.ts";
import { modelNameOf } from "./labels.ts";
import { type ArrayLeaf, arrayLeaves } from "./leaves.ts";
import type { ParseContext } from "./parse_context.ts";
import { rewrite } from "./rewrite.ts";
import { strict } from "./strict.ts";
import { writerOf } from "./write.ts";

export type { ArrayLeaf } from "./leaves.ts";
export type { ParseContext } from "./parse_context.ts";

/** Whether arrays are arrays, or only their shapes and dtypes. */
export type Variant = "concrete" | "abstract";

/** A value that met its schema, or every reason why it does not. */
export type ParseResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errors: ErrorItem[] };

/** A schema made ready. */
export interface CompiledModel {
  /** What the author wrote. */
  readonly source: z.ZodType;
  readonly variant: Variant;
  /** Its array fields. */
  readonly leaves: readonly ArrayLeaf[];
  /** Whether it matters if a number is written `1` or `1.0` (see `JsonFloat`). */
  readonly needsExactNumbers: boolean;
  /**
   * Reads a value; `loc` of errors starts at the model's root. Arrays that are there already are
   * not copied.
   */
  parse(raw: unknown, ctx: ParseContext): ParseResult;
  /** Writes a value that `parse` gave. */
  write(value: unknown, out: SegmentWriter, enc: EncodeContext): void;
}

/** Choices for {@linkcode compileModel}. */
export interface CompileOptions {
  /**
   * Whether fields that are left out get their defaults.
   *
   * @default true
   */
  readonly fillDefaults?: boolean;
}

/**
 * Makes a schema ready.
 *
 * @throws {TesseraError} `bad_input` for a schema that contains itself.
 */
export function compileModel(
  source: z.ZodType,
  variant: Variant,
  { fillDefaults = true }: CompileOptions = {},
): CompiledModel {
  const leaves = arrayLeaves(source);
  const schema = variant === "abstract" ? abstract(source) : strict(source, { fillDefaults });
  const modelName = modelNameOf(source, "Model");
  return {
    source,
    variant,
    leaves,
    needsExactNumbers: variant === "concrete" && needsExactNumbers(source, leaves),
    parse: (raw, ctx) => parse(schema as z.ZodType, raw, ctx, modelName),
    write: writerOf(variant === "abstract" ? schema : source),
  };
}

function parse(
  schema: z.ZodType,
  raw: unknown,
  ctx: ParseContext,
  modelName: string,
): ParseResult {
  let result: z.ZodSafeParseResult<unknown>;
  try {
    result = schema.safeParse(raw, { tessera: ctx } as never);
  } catch (cause) {
    if (!(cause instanceof z.core.$ZodAsyncError)) throw cause;
    throw new TesseraError("bad_input", "Cannot validate: the schema has asynchronous checks", {
      hint: "Make refinements and transforms of schemas synchronous",
      cause,
    });
  }
  if (result.success) return { ok: true, value: result.data };
  const { fromAttributes } = ctx;
  return {
    ok: false,
    errors: errorItems(result.error.issues, { root: raw, fromAttributes, modelName }),
  };
}

/** Integers, bools and arrays of any dtype tell 1 from 1.0; so does a field of any type. */
function needsExactNumbers(source: z.core.$ZodType, leaves: readonly ArrayLeaf[]): boolean {
  const isExact = leaves.some(({ spec }) => {
    const kind = spec.dtype === null ? "any" : dtypeInfo(spec.dtype).kind;
    return kind !== "float" && kind !== "complex";
  });
  if (isExact) return true;
  let hasAny = false;
  rewrite(source, (node) => {
    const { type } = node._zod.def;
    if (arraySpecOf(node) === undefined && (type === "any" || type === "unknown")) hasAny = true;
    return node;
  });
  return hasAny;
}
