/** A schema made ready: read values with it, write them, know its arrays. @module */

import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { dtypeInfo } from "../arrays/dtype.ts";
import type { EncodeContext } from "../arrays/encode.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { abstract } from "./abstract.ts";
import { arraySpecOf } from "./array_schema.ts";
import { descendants } from "./children.ts";
import type { ErrorItem } from "./error_item.ts";
import { errorItems } from "./issues.ts";
import { lazyElementOf } from "./lazy_sequence.ts";
import { type ArrayLeaf, arrayLeaves } from "./leaves.ts";
import { modelNaming } from "./naming.ts";
import { newState, type ParseContext } from "./parse_context.ts";
import { pathSideOf } from "./path_schema.ts";
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
  /** Its array fields in order of declaration; a pattern may stand twice where a union has both. */
  readonly leaves: readonly ArrayLeaf[];
  /** Whether requests must keep `1` and `1.0`, and integers beyond 2^53, apart (see `JsonFloat`). */
  readonly needsExactNumbers: boolean;
  /**
   * Reads a value; `loc` of errors starts at the model's root. Arrays that are arrays already are not
   * copied, and `raw` is not changed.
   */
  parse(raw: unknown, ctx: ParseContext): ParseResult;
  /** Writes a value that `parse` gave. Array bytes must not change before the response is sent. */
  write(value: unknown, out: SegmentWriter, enc: EncodeContext): void;
}

/** Choices for {@linkcode compileModel}. */
export interface CompileOptions {
  /** What the model at the root is called in messages. @default "InputSchema" */
  readonly name?: string;
  /**
   * Whether fields that a value leaves out take their defaults. If not, as in results of `apply`, only
   * refinements see the defaults. @default true
   */
  readonly fillDefaults?: boolean;
}

/**
 * Makes a schema ready.
 *
 * @throws {TesseraError} `bad_input` for a model that contains itself.
 */
export function compileModel(
  source: z.ZodType,
  variant: Variant,
  { name = "InputSchema", fillDefaults = true }: CompileOptions = {},
): CompiledModel {
  const isAbstract = variant === "abstract";
  // upstream names its copies of the models after the endpoint
  const naming = modelNaming(name, isAbstract ? "AbstractEval_" : "Apply_");
  const schema = isAbstract ? abstract(source, naming) : strict(source, naming);
  const leaves = arrayLeaves(source);
  return {
    source,
    variant,
    leaves,
    needsExactNumbers: needsExactNumbers(source, isAbstract),
    parse: (raw, ctx) => parse(schema, raw, { ctx, fillDefaults }),
    write: writerOf(source, { isAbstract }),
  };
}

function parse(
  schema: z.core.$ZodType,
  raw: unknown,
  { ctx, fillDefaults }: { ctx: ParseContext; fillDefaults: boolean },
): ParseResult {
  const state = newState({ fillDefaults });
  const zodContext = { async: false, tessera: ctx, tesseraState: state };
  const result = run(schema, raw, zodContext);
  if (result.issues.length > 0) return { ok: false, errors: errorItems(result.issues, raw) };
  if (state.unset !== undefined) {
    for (const [object, key] of state.unset) Reflect.deleteProperty(object, key);
  }
  return { ok: true, value: result.value };
}

function run(
  schema: z.core.$ZodType,
  value: unknown,
  ctx: z.core.ParseContextInternal,
): z.core.ParsePayload<unknown> {
  try {
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (!(result instanceof Promise)) return result;
    throw new z.core.$ZodAsyncError();
  } catch (cause) {
    if (!(cause instanceof z.core.$ZodAsyncError)) throw cause;
    throw new TesseraError(
      "bad_input",
      "Cannot check a value: the schema has asynchronous checks",
      {
        hint: "Make the refinements and transforms of schemas synchronous",
        cause,
      },
    );
  }
}

/** Where `1` and `1.0` mean different things, or where an integer must not lose its last digits. */
function needsExactNumbers(source: z.core.$ZodType, isAbstract: boolean): boolean {
  for (const { schema } of descendants(source)) {
    const spec = arraySpecOf(schema);
    if (spec !== undefined) {
      const kind = spec.dtype === null ? "any" : dtypeInfo(spec.dtype).kind;
      if (!isAbstract && kind !== "float" && kind !== "complex") return true;
      continue;
    }
    if (lazyElementOf(schema) !== undefined || pathSideOf(schema) !== undefined) continue;
    const { type } = schema._zod.def;
    if (type === "any" || type === "unknown" || type === "bigint" || type === "custom") return true;
    if (type === "union" && hasNumbers(schema)) return true;
  }
  return false;
}

function hasNumbers(union: z.core.$ZodType): boolean {
  for (const { schema } of descendants(union)) {
    if (arraySpecOf(schema) === undefined && schema._zod.def.type === "number") return true;
  }
  return false;
}
