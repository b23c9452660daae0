/** Shape and dtype in place of an array, as `abstract_eval` sees them. @module */

import { z } from "zod";
import { ArrayFaultError } from "../arrays/array_fault.ts";
import { resolveDType } from "../arrays/cast.ts";
import { type DType, DTYPES, isDType } from "../arrays/dtype.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { type Fault, pushFault } from "./faults.ts";
import { laxInt } from "./lax.ts";
import { contextOf } from "./parse_context.ts";

/** An array without its values. */
export interface ShapeDType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

interface ShapeDTypeDef {
  readonly type: "custom";
  readonly shapeDType: ArraySpec;
}

type ShapeDTypeClass = new (def: ShapeDTypeDef) => z.ZodType<ShapeDType>;

const ShapeDTypeNode = z.core.$constructor("TesseraShapeDType", (inst: z.ZodType, def: never) => {
  z.core.$ZodType.init(inst, def);
  z.ZodType.init(inst, def);
  const { shapeDType: spec } = def as ShapeDTypeDef;
  inst._zod.parse = (payload, ctx) => {
    if (payload.value === undefined) {
      payload.issues.push({ code: "invalid_type", expected: "custom", input: undefined, inst });
      return payload;
    }
    const result = readShapeDType(payload.value, spec, contextOf(ctx).fromAttributes);
    if ("faults" in result) {
      for (const { fault, at } of result.faults) pushFault(payload, fault, inst, at);
    } else payload.value = result;
    return payload;
  };
}) as unknown as ShapeDTypeClass;

/**
 * A field `{shape, dtype}`; with a spec it must fit it: the rank and fixed lengths equal, the dtype
 * castable, in which case the declared one takes its place.
 */
export function shapeDtype(
  spec: Pick<ArraySpec, "shape" | "dtype"> = { shape: "any", dtype: null },
): z.ZodType<ShapeDType> {
  return new ShapeDTypeNode({
    type: "custom",
    shapeDType: { ...spec, differentiable: false },
  });
}

/** What a `shapeDtype()` field promises; undefined for any other schema. */
export function shapeDTypeSpecOf(schema: z.core.$ZodType): ArraySpec | undefined {
  return (schema._zod.def as { readonly shapeDType?: ArraySpec }).shapeDType;
}

/** An error and where below `{shape, dtype}` it is. */
interface Found {
  readonly fault: Fault;
  readonly at?: readonly (string | number)[];
}

function readShapeDType(
  raw: unknown,
  spec: ArraySpec,
  fromAttributes: boolean,
): ShapeDType | { faults: readonly Found[] } {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { faults: [{ fault: notAModel(fromAttributes) }] };
  }
  const { shape: rawShape, dtype } = raw instanceof NDArray ? raw : raw as Record<string, unknown>;
  const { shape, faults } = readShape(rawShape);
  if (dtype === undefined) faults.push({ fault: MISSING, at: ["dtype"] });
  else if (!isDType(dtype)) faults.push({ fault: NOT_A_DTYPE, at: ["dtype"] });
  if (!isDType(dtype) || faults.length > 0) return { faults };
  if (!fits(shape, spec)) return { faults: [{ fault: shapeMismatch(shape, spec) }] };
  try {
    return { shape, dtype: resolveDType(dtype, spec.dtype, { strictTypes: false }) };
  } catch (error) {
    if (error instanceof ArrayFaultError) return { faults: [{ fault: error.fault }] };
    throw error;
  }
}

function readShape(raw: unknown): { shape: number[]; faults: Found[] } {
  if (raw === undefined) return { shape: [], faults: [{ fault: MISSING, at: ["shape"] }] };
  if (!Array.isArray(raw)) return { shape: [], faults: [{ fault: NOT_A_TUPLE, at: ["shape"] }] };
  const shape: number[] = [];
  const faults: Found[] = [];
  for (const [axis, item] of raw.entries()) {
    const length = laxInt(item);
    const at = ["shape", axis];
    if ("fault" in length) faults.push({ fault: length.fault, at });
    else if (Number(length.value) < 0) faults.push({ fault: NEGATIVE, at });
    else shape.push(Number(length.value));
  }
  return { shape, faults };
}

function fits(shape: readonly number[], spec: ArraySpec): boolean {
  return spec.shape === "any" || (shape.length === spec.shape.length &&
    spec.shape.every((length, axis) => length === null || length === shape[axis]));
}

function shapeMismatch(shape: readonly number[], spec: ArraySpec): Fault {
  const expected = spec.shape === "any" ? "..." : tupleText(spec.shape);
  const msg = `Value error, Expected shape: ${expected}. Found: ${tupleText(shape)}.`;
  return { type: "value_error", msg, ctx: { error: {} } };
}

/** `(2, None)`, `(3,)`, `()` */
function tupleText(lengths: readonly (number | null)[]): string {
  const items = lengths.map((length) => length ?? "None");
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

const MISSING: Fault = { type: "missing", msg: "Field required" };
const NOT_A_TUPLE: Fault = { type: "tuple_type", msg: "Input should be a valid tuple" };
const NEGATIVE: Fault = {
  type: "greater_than_equal",
  msg: "Input should be greater than or equal to 0",
  ctx: { ge: 0 },
};
const NAMES = DTYPES.map((name) => `'${name}'`);
const EXPECTED = `${NAMES.slice(0, -1).join(", ")} or ${NAMES.at(-1)}`;
const NOT_A_DTYPE: Fault = {
  type: "literal_error",
  msg: `Input should be ${EXPECTED}`,
  ctx: { expected: EXPECTED },
};

function notAModel(fromAttributes: boolean): Fault {
  return fromAttributes
    ? {
      type: "model_attributes_type",
      msg: "Input should be a valid dictionary or object to extract fields from",
    }
    : {
      type: "model_type",
      msg: "Input should be a valid dictionary or instance of ShapeDType",
      ctx: { class_name: "ShapeDType" },
    };
}
