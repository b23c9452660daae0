/** Writes checked values as JSON, in the order and with the number forms of their schema. @module */

import type { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { decodeArrayField, isArrayFault } from "../arrays/decode.ts";
import { encodeArray, type EncodeContext } from "../arrays/encode.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import { arraySpecOf, boxed } from "./array_schema.ts";
import { fits } from "./fits.ts";
import { lazyElementOf } from "./lazy_sequence.ts";
import { isMembers } from "./model.ts";
import { IN_MEMORY } from "./parse_context.ts";
import { type PathSide, pathSideOf, pathText } from "./path_schema.ts";
import { writePlain } from "./plain_json.ts";
import { isIntegerSchema } from "./primitives.ts";

/** Writes one value. */
export type Write = (value: unknown, out: SegmentWriter, enc: EncodeContext) => void;

/**
 * Makes the writer of a schema: `2.0` for a float field, `2` for an integer, null for NaN and
 * infinities, keys in the order of the schema, fields that are not set left out. Values that do not
 * meet the schema (defaults are not checked) are written as what they are.
 */
export function writerOf(
  schema: z.core.$ZodType,
  { isAbstract }: { isAbstract: boolean },
): Write {
  return new WriterMaker(isAbstract).of(schema);
}

class WriterMaker {
  readonly #isAbstract: boolean;
  readonly #open = new Set<unknown>();

  constructor(isAbstract: boolean) {
    this.#isAbstract = isAbstract;
  }

  of(schema: z.core.$ZodType): Write {
    const { def } = schema._zod;
    // lists inside themselves: below the first level there is no number form to keep
    if (this.#open.has(def)) return writePlain;
    this.#open.add(def);
    const write = this.#own(schema) ?? this.#kind(schema as z.core.$ZodTypes);
    this.#open.delete(def);
    return write;
  }

  /** The writer of a schema that is not zod's. */
  #own(schema: z.core.$ZodType): Write | undefined {
    const spec = arraySpecOf(schema);
    if (spec !== undefined) return this.#array(spec);
    const lazyElement = lazyElementOf(schema);
    if (lazyElement !== undefined) return listWriter(this.of(lazyElement));
    const side = pathSideOf(schema);
    return side === undefined ? undefined : pathWriter(side);
  }

  #array(spec: ArraySpec): Write {
    return this.#isAbstract ? writePlain : arrayWriter(spec);
  }

  #kind(schema: z.core.$ZodTypes): Write {
    const { def } = schema._zod;
    switch (def.type) {
      case "number":
        return isIntegerSchema(schema) ? writePlain : writeFloat;
      case "string":
        return writeText;
      case "object":
        return this.#object(Object.entries(def.shape), def.catchall);
      case "array":
        return listWriter(this.of(def.element));
      case "tuple":
        return tupleWriter(
          def.items.map((item) => this.of(item)),
          def.rest === null ? writePlain : this.of(def.rest),
        );
      case "set":
        return listWriter(this.of(def.valueType));
      case "record":
      case "map":
        return dictWriter(this.of(def.valueType));
      case "union":
        return this.#union(def.options);
      case "intersection":
        return this.#intersection(def);
      case "pipe":
        return this.of(def.out);
      case "lazy":
        return this.of(def.getter());
      default:
        return "innerType" in def ? orNull(this.of(def.innerType)) : writePlain;
    }
  }

  #object(fields: readonly [string, z.core.$ZodType][], rest: z.core.$ZodType | undefined): Write {
    const writers = fields.map(([key, field]) => {
      return { key, name: `${JSON.stringify(key)}:`, write: this.of(field) };
    });
    const writeRest = rest === undefined || rest._zod.def.type === "never"
      ? undefined
      : this.of(rest);
    const known = new Set(fields.map(([key]) => key));
    return (value, out, enc) => {
      if (!isMembers(value)) return writePlain(value, out, enc);
      let separator = "{";
      for (const { key, name, write } of writers) {
        const member = Object.hasOwn(value, key) ? value[key] : undefined;
        if (member === undefined) continue;
        out.text(separator + name);
        write(member, out, enc);
        separator = ",";
      }
      if (writeRest !== undefined) {
        for (const [key, member] of Object.entries(value)) {
          if (known.has(key) || member === undefined) continue;
          out.text(`${separator}${JSON.stringify(key)}:`);
          writeRest(member, out, enc);
          separator = ",";
        }
      }
      out.text(separator === "{" ? "{}" : "}");
    };
  }

  #union(options: readonly z.core.$ZodType[]): Write {
    const members = options.map((option) => ({ option, write: this.of(option) }));
    const isAbstract = this.#isAbstract;
    return (value, out, enc) => {
      const member = members.find(({ option }) => fits(value, option, { isAbstract }));
      (member?.write ?? writePlain)(value, out, enc);
    };
  }

  #intersection({ left, right }: z.core.$ZodIntersectionDef): Write {
    const shapes = [left, right].map((side) => (side as z.core.$ZodTypes)._zod.def);
    const fields: [string, z.core.$ZodType][] = [];
    for (const def of shapes) {
      if (def.type !== "object") return writePlain;
      fields.push(...Object.entries(def.shape));
    }
    return this.#object(Object.entries(Object.fromEntries(fields)), undefined);
  }
}

function arrayWriter(spec: ArraySpec): Write {
  return (value, out, enc) => {
    if (value instanceof NDArray) return encodeArray(value, out, enc);
    if (value === null || value === undefined) return out.text("null");
    const array = decodeArrayField(boxed(value, spec), spec, IN_MEMORY);
    if (!isArrayFault(array)) return encodeArray(array, out, enc);
    throw new TesseraError("failed", `Cannot write an array: ${array.msg}`, {
      hint: "Compare the default of the field with its type",
    });
  };
}

const writeFloat: Write = (value, out, enc) => {
  if (typeof value !== "number") writePlain(value, out, enc);
  else out.text(floatText(value));
};

/** A float as JSON: with a point or an exponent, so that it stays a float; null for what JSON lacks. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

const writeText: Write = (value, out, enc) => {
  if (typeof value === "string") out.text(JSON.stringify(value));
  else writePlain(value, out, enc);
};

function pathWriter(side: PathSide): Write {
  return (value, out, enc) =>
    writeText(typeof value === "string" ? pathText(value, side) : value, out, enc);
}

function listWriter(write: Write): Write {
  const areFloats = write === writeFloat;
  return (value, out, enc) => {
    const items = value instanceof Set ? [...value] : value;
    if (!Array.isArray(items)) return writePlain(value, out, enc);
    if (areFloats && items.every((item) => typeof item === "number")) {
      return out.text(`[${items.map(floatText).join(",")}]`);
    }
    writeItems(items, { write: () => write, out, enc });
  };
}

function tupleWriter(writers: readonly Write[], rest: Write): Write {
  return (value, out, enc) => {
    if (!Array.isArray(value)) return writePlain(value, out, enc);
    writeItems(value, { write: (at) => writers[at] ?? rest, out, enc });
  };
}

function writeItems(
  items: readonly unknown[],
  { write, out, enc }: { write: (at: number) => Write; out: SegmentWriter; enc: EncodeContext },
): void {
  out.text("[");
  for (let at = 0; at < items.length; at++) {
    if (at > 0) out.text(",");
    write(at)(items[at], out, enc);
  }
  out.text("]");
}

function dictWriter(write: Write): Write {
  return (value, out, enc) => {
    if (!(value instanceof Map) && !isMembers(value)) return writePlain(value, out, enc);
    let separator = "{";
    for (const [key, member] of value instanceof Map ? value : Object.entries(value)) {
      if (member === undefined) continue;
      out.text(`${separator}${JSON.stringify(String(key))}:`);
      write(member, out, enc);
      separator = ",";
    }
    out.text(separator === "{" ? "{}" : "}");
  };
}

function orNull(write: Write): Write {
  return (value, out, enc) => {
    if (value === null || value === undefined) out.text("null");
    else write(value, out, enc);
  };
}
