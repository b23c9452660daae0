/** What pydantic calls the members of a union in the `loc` of errors. @module */

import type { z } from "zod";
import { arraySpecOf } from "./array_schema.ts";
import { isNamesOnly } from "./choices.ts";
import { lazyElementOf, sequenceLabel } from "./lazy_sequence.ts";
import { pathSideOf } from "./path_schema.ts";
import { splitChecks } from "./constraints.ts";
import { isIntegerSchema } from "./primitives.ts";
import { pythonRepr } from "./python_words.ts";

/** Gives the name of a model. */
export type ModelNaming = (schema: z.core.$ZodType) => string;

/** Makes labels such as `int`, `list[str]`, `literal['a','b']` (observed with pydantic 2.14). */
export class Labels {
  readonly #modelName: ModelNaming;
  readonly #isAbstract: boolean;

  constructor(modelName: ModelNaming, { isAbstract }: { isAbstract: boolean }) {
    this.#modelName = modelName;
    this.#isAbstract = isAbstract;
  }

  /** The label of one schema, its refinements included. */
  of(schema: z.core.$ZodType): string {
    const refinements = refinementsOf(schema);
    return refinements.reduce(
      (inner, name) => `function-after[${name}(), ${inner}]`,
      this.#of(schema),
    );
  }

  #of(schema: z.core.$ZodType): string {
    const spec = arraySpecOf(schema);
    if (spec !== undefined) {
      // upstream's own label for arrays shows the address of a Python object
      const name = `array[${spec.dtype ?? "any"}]`;
      return this.#isAbstract ? "function-after[validate(), ShapeDType]" : name;
    }
    const lazyElement = lazyElementOf(schema);
    if (lazyElement !== undefined) {
      const union = `union[${sequenceLabel(this.of(lazyElement))},constrained-str]`;
      return `chain[${union},function-plain[create_sequence()]]`;
    }
    if (pathSideOf(schema) !== undefined) return "function-after[_validate(), str]";
    const kind = schema as z.core.$ZodTypes;
    const def = kind._zod.def;
    switch (def.type) {
      case "number":
        return numberLabel(kind);
      case "bigint":
        return splitChecks(kind).builtin.length > 0 ? "constrained-int" : "int";
      case "string":
        return splitChecks(kind).builtin.length > 0 ? "constrained-str" : "str";
      case "boolean":
        return "bool";
      case "null":
        return "none";
      case "any":
      case "unknown":
        return "any";
      case "date":
        return "datetime";
      case "literal":
        return `literal[${def.values.map(pythonRepr).join(",")}]`;
      case "enum":
        return isNamesOnly(def.entries)
          ? `literal[${Object.values(def.entries).map(pythonRepr).join(",")}]`
          : "enum";
      case "array":
        return `list[${this.of(def.element)}]`;
      case "set":
        return `set[${this.of(def.valueType)}]`;
      case "record":
      case "map":
        return `dict[${this.of(def.keyType)},${this.of(def.valueType)}]`;
      case "tuple": {
        const rest = def.rest === null ? [] : [this.of(def.rest), "..."];
        return `tuple[${[...def.items.map((item) => this.of(item)), ...rest].join(", ")}]`;
      }
      case "union": {
        const name = "discriminator" in def ? "tagged-union" : "union";
        return `${name}[${def.options.map((option) => this.of(option)).join(",")}]`;
      }
      case "object":
        return this.#modelName(schema);
      case "nullable":
        return `nullable[${this.of(def.innerType)}]`;
      case "default":
      case "prefault":
        return `default[${this.of(def.innerType)}]`;
      case "optional":
      case "nonoptional":
      case "readonly":
      case "catch":
        return this.of(def.innerType);
      case "pipe":
        return this.of(def.in._zod.def.type === "transform" ? def.out : def.in);
      default:
        return def.type;
    }
  }
}

function numberLabel(schema: z.core.$ZodType): string {
  const name = isIntegerSchema(schema) ? "int" : "float";
  const isConstrained = splitChecks(schema).builtin.some((check) =>
    !/safeint|float64/.test(String((check._zod.def as { format?: string }).format))
  );
  return isConstrained ? `constrained-${name}` : name;
}

function refinementsOf(schema: z.core.$ZodType): string[] {
  const names: string[] = [];
  for (const check of splitChecks(schema).rest) {
    const def = check._zod.def as { readonly check: string; readonly fn?: { name: string } };
    if (def.check === "custom") names.push(def.fn?.name || "<lambda>");
  }
  return names;
}
