/** Shape and dtype in place of an array, as `abstract_eval` sees them. @module */

import { z } from "zod";
import { tuple, wrongDType } from "../arrays/array_fault.ts";
import { canCast, type DType, DTYPES, isDType } from "../arrays/dtype.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { addFault, type Fault } from "./fault.ts";
import { laxInteger, Refusal } from "./lax.ts";
import { isMembers, notAModel } from "./model.ts";
import {
  contextOf,
  EXACTNESS,
  floorExactness,
  type NodeContext,
  type Payload,
} from "./parse_context.ts";
import { orList } from "./python_words.ts";
import { NDArray } from "../arrays/ndarray.ts";

/** An array without its values. */
export interface ShapeDType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

type Spec = Pick<ArraySpec, "shape" | "dtype">;

interface ShapeDTypeDef extends z.core.$ZodTypeDef {
  type: "custom";
  readonly expected: Spec;
}

interface ShapeDTypeInternals extends z.core.$ZodTypeInternals<ShapeDType, ShapeDType> {
  def: ShapeDTypeDef;
}

/** The schema of `{shape, dtype}`. */
export interface ZodShapeDType extends z.ZodType<ShapeDType, ShapeDType, ShapeDTypeInternals> {
  _zod: ShapeDTypeInternals;
}

const ZodShapeDType: z.core.$constructor<ZodShapeDType, ShapeDTypeDef> = z.core.$constructor(
  "TesseraShapeDType",
  (inst, def) => {
    z.ZodType.init(inst, def);
    inst._zod.parse =
      ((payload: Payload, ctx: NodeContext) =>
        readShapeDType(payload, def.expected, ctx)) as typeof inst._zod.parse;
  },
);

/**
 * A field `{shape, dtype}`. Where an array is declared for it, rank and fixed lengths must be equal
 * to the declared ones; a dtype that could be cast to the declared one is replaced by it.
 */
export function shapeDtype(
  expected: Spec = { shape: "any", dtype: null },
  checks: readonly z.core.$ZodCheck<never>[] = [],
): ZodShapeDType {
  return new ZodShapeDType({
    type: "custom",
    expected,
    ...(checks.length === 0 ? {} : { checks: [...checks] }),
  });
}

/** What a `shapeDtype()` schema promises; undefined for any other schema. */
export function shapeDTypeSpecOf(schema: z.core.$ZodType): Spec | undefined {
  const { def } = schema._zod;
  return schema._zod.traits.has("TesseraShapeDType") && "expected" in def
    ? def.expected as Spec
    : undefined;
}

const MISSING: Fault = { type: "missing", msg: "Field required" };
const NEGATIVE: Fault = {
  type: "greater_than_equal",
  msg: "Input should be greater than or equal to 0",
  ctx: { ge: 0 },
};

function readShapeDType(payload: Payload, expected: Spec, ctx: NodeContext): Payload {
  const raw = payload.value;
  floorExactness(ctx, EXACTNESS.lax);
  if (!isMembers(raw) && !(raw instanceof NDArray)) {
    return addFault(payload, notAModel("ShapeDType", ctx));
  }
  const members = raw as { readonly shape?: unknown; readonly dtype?: unknown };
  const shape = readShape(members.shape, payload, ctx);
  const dtype = readDType(members.dtype, payload);
  if (shape === undefined || dtype === undefined || payload.issues.length > 0) return payload;
  if (!fits(shape, expected)) {
    const wanted = expected.shape === "any" ? "..." : tuple(expected.shape);
    return addFault(payload, {
      type: "value_error",
      msg: `Value error, Expected shape: ${wanted}. Found: ${tuple(shape)}.`,
      ctx: { error: {} },
    });
  }
  const declared = expected.dtype ?? dtype;
  const strict = contextOf(ctx).strictTypes;
  if (dtype !== declared && (strict || !canCast(dtype, declared))) {
    return addFault(payload, wrongDType(dtype, declared, { strict }));
  }
  payload.value = { shape, dtype: declared };
  return payload;
}

function readShape(raw: unknown, payload: Payload, ctx: NodeContext): number[] | undefined {
  if (raw === undefined) return fail(payload, MISSING, ["shape"]);
  if (!Array.isArray(raw)) {
    const fault = { type: "tuple_type", msg: "Input should be a valid tuple" };
    return fail({ value: raw, issues: payload.issues }, fault, ["shape"]);
  }
  const shape: number[] = [];
  raw.forEach((entry: unknown, axis) => {
    const length = laxInteger(entry, ctx);
    const fault = length instanceof Refusal ? length.fault : length < 0 ? NEGATIVE : undefined;
    if (fault === undefined) shape.push(Number(length));
    else addFault({ value: entry, issues: payload.issues }, fault, ["shape", axis]);
  });
  return shape;
}

function readDType(raw: unknown, payload: Payload): DType | undefined {
  if (raw === undefined) return fail(payload, MISSING, ["dtype"]);
  if (isDType(raw)) return raw;
  const expected = orList(DTYPES);
  const fault = { type: "literal_error", msg: `Input should be ${expected}`, ctx: { expected } };
  return fail({ value: raw, issues: payload.issues }, fault, ["dtype"]);
}

function fail(payload: Payload, fault: Fault, path: PropertyKey[]): undefined {
  addFault(payload, fault, path);
}

function fits(shape: readonly number[], expected: Spec): boolean {
  return expected.shape === "any" ||
    (shape.length === expected.shape.length &&
      expected.shape.every((length, axis) => length === null || length === shape[axis]));
}
