/** What pydantic calls the alternatives of a union. @module */

import { z } from "zod";
import { arraySpecOf } from "./array_schema.ts";

/** The label of an alternative in the location of its errors: `int`, `list[str]`, a model's name. */
export function labelOf(schema: z.core.$ZodType): string {
  if (arraySpecOf(schema) !== undefined) return "array";
  const kind = schema as z.core.$ZodTypes;
  const def = kind._zod.def;
  const isConstrained = (def.checks ?? []).length > 0;
  switch (def.type) {
    case "string":
      return isConstrained ? "constrained-str" : "str";
    case "number": {
      const isInteger = /^(safe|u?)int/.test((def as { readonly format?: string }).format ?? "");
      const name = isInteger ? "int" : "float";
      return isConstrained && !isInteger ? `constrained-${name}` : name;
    }
    case "boolean":
      return "bool";
    case "null":
      return "none";
    case "literal":
      return `literal[${def.values.map(pythonRepr).join(",")}]`;
    case "enum":
      return `literal[${Object.values(def.entries).map(pythonRepr).join(",")}]`;
    case "array":
      return `list[${labelOf(def.element)}]`;
    case "record":
      return `dict[${labelOf(def.keyType)},${labelOf(def.valueType)}]`;
    case "tuple":
      return `tuple[${def.items.map(labelOf).join(", ")}]`;
    case "nullable":
      return `nullable[${labelOf(def.innerType)}]`;
    case "optional":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
    case "catch":
      return labelOf(def.innerType);
    case "pipe":
      return labelOf(def.in);
    case "object":
      return modelNameOf(schema);
    default:
      return def.type;
  }
}

/** The name of a model: its id or title, else the one given. */
export function modelNameOf(schema: z.core.$ZodType, otherwise = "Model"): string {
  const meta = z.globalRegistry.get(schema);
  return meta?.id ?? meta?.title ?? otherwise;
}

/** A value as Python's `repr` shows it. */
export function pythonRepr(value: unknown): string {
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
  }
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}
