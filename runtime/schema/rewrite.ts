/** Makes the schema that values are read with from the one that an author wrote. @module */

import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import type { ArraySpec } from "../arrays/spec.ts";
import { arraySpecOf } from "./array_schema.ts";
import { enumNode, literalNode } from "./choices.ts";
import { dictNode } from "./dicts.ts";
import { mapNode } from "./dicts.ts";
import type { Labels } from "./labels.ts";
import { lazyElementOf, lazySequenceNode } from "./lazy_sequence.ts";
import { listNode, setNode, tupleNode } from "./lists.ts";
import { modelNode } from "./model.ts";
import { pathSideOf } from "./path_schema.ts";
import {
  anyNode,
  bigintNode,
  boolNode,
  dateNode,
  nullNode,
  numberNode,
  plainInputNode,
  textNode,
} from "./primitives.ts";
import { type Member, taggedUnionNode, unionNode } from "./unions.ts";

type Schema = z.core.$ZodType;

/** Where variants differ. */
export interface Variation {
  /** What stands for an array. */
  array(schema: Schema, spec: ArraySpec): Schema;
  /** A default, made anew for every use. */
  defaultValue(value: unknown, inner: Schema): unknown;
  /** Names of models; asked once a model, on the way down. */
  modelName(schema: Schema, path: readonly string[]): string;
  readonly labels: Labels;
}

/**
 * A schema that reads values as pydantic would: closed objects unless the author opened them, lax
 * primitives, smart unions. Refinements, transforms and everything else of zod's stay.
 *
 * @throws {TesseraError} `bad_input` for a model that contains itself.
 */
export function rewrite(schema: Schema, variation: Variation): Schema {
  return new Rewriter(variation).node(schema, []);
}

class Rewriter {
  readonly #variation: Variation;
  /** Schemas on the way down, by definition: descriptions make copies that share it. */
  readonly #open = new Map<unknown, { isModel: boolean }>();
  readonly #done = new Map<unknown, Schema>();

  constructor(variation: Variation) {
    this.#variation = variation;
  }

  node(schema: Schema, path: readonly string[]): Schema {
    const { def } = schema._zod;
    if (this.#open.has(def)) return this.#again(schema, path);
    this.#open.set(def, { isModel: def.type === "object" });
    const result = this.#own(schema, path) ?? this.#kind(schema as z.core.$ZodTypes, path);
    this.#open.delete(def);
    this.#done.set(def, result);
    return result;
  }

  /** What stands for a schema that is not zod's. */
  #own(schema: Schema, path: readonly string[]): Schema | undefined {
    const spec = arraySpecOf(schema);
    if (spec !== undefined) return this.#variation.array(schema, spec);
    if (pathSideOf(schema) !== undefined) return schema;
    const element = lazyElementOf(schema);
    if (element === undefined) return undefined;
    // models are named before labels need their names
    const node = this.node(element, [...path, "[]"]);
    const itemLabel = this.#variation.labels.of(element);
    return lazySequenceNode(node, { itemLabel, checks: schema._zod.def.checks ?? [] });
  }

  /** A schema inside itself: models may not, lists of lists may. */
  #again(schema: Schema, path: readonly string[]): Schema {
    const def = schema._zod.def;
    const open = [...this.#open];
    const cycle = open.slice(open.findIndex(([key]) => key === def));
    if (cycle.some(([, { isModel }]) => isModel)) {
      throw new TesseraError(
        "bad_input",
        `Cannot use a schema: found a model that contains itself at "${
          path.join(".")
        }", expected ` +
          "models of a fixed depth",
        { hint: "Describe the nesting with lists of indices, or with a fixed number of levels" },
      );
    }
    return new z.core.$ZodLazy({ type: "lazy", getter: () => this.#done.get(def) ?? z.unknown() });
  }

  #kind(schema: z.core.$ZodTypes, path: readonly string[]): Schema {
    const def = schema._zod.def;
    const checks = def.checks ?? [];
    const item = (child: Schema) => this.node(child, [...path, "[]"]);
    const value = (child: Schema) => this.node(child, [...path, "{}"]);
    switch (def.type) {
      case "number":
        return numberNode(schema);
      case "bigint":
        return bigintNode(schema);
      case "boolean":
        return boolNode(schema);
      case "string":
        return textNode(schema);
      case "null":
        return nullNode(schema);
      case "any":
      case "unknown":
        return anyNode(schema);
      case "date":
        return dateNode(schema);
      case "literal":
        return literalNode(schema, def.values);
      case "enum":
        return enumNode(schema, def.entries);
      case "object":
        return this.#model(schema, def, path);
      case "array":
        return listNode(schema, item(def.element));
      case "tuple":
        return tupleNode(schema, def.items.map(item), def.rest === null ? null : item(def.rest));
      case "set":
        return setNode(schema, item(def.valueType));
      case "record": {
        const isPartial = "partial" in def && def.partial === true;
        return dictNode(schema, {
          key: this.node(def.keyType, path),
          value: value(def.valueType),
          isLoose: "mode" in def && def.mode === "loose",
          required: isPartial ? [] : [...def.keyType._zod.values ?? []].map(String),
        });
      }
      case "map":
        return mapNode(schema, {
          key: this.node(def.keyType, path),
          value: value(def.valueType),
          isLoose: false,
          required: [],
        });
      case "union":
        return this.#union(schema, def, path);
      case "intersection":
        return changed(schema, {
          left: this.node(def.left, path),
          right: this.node(def.right, path),
        });
      case "pipe":
        return changed(schema, { in: this.#input(def.in, path), out: this.#output(def.out, path) });
      case "default":
      case "prefault":
        return this.#default(schema, def, path);
      case "optional":
      case "nullable":
      case "nonoptional":
      case "catch":
      case "success":
        return changed(schema, { innerType: this.node(def.innerType, path) });
      case "readonly":
        // results are still changed here; freezing is for the author's own parsing
        return checks.length === 0
          ? this.node(def.innerType, path)
          : changed(schema, { innerType: this.node(def.innerType, path) });
      case "lazy":
        return this.node(def.getter(), path);
      case "transform":
      case "custom":
      case "template_literal":
      case "nan":
        return plainInputNode(schema);
      default:
        return schema;
    }
  }

  #input(schema: Schema, path: readonly string[]): Schema {
    return this.node(schema, path);
  }

  /** What a transform gets behind a pipe was read already. */
  #output(schema: Schema, path: readonly string[]): Schema {
    return schema._zod.def.type === "transform" ? schema : this.node(schema, path);
  }

  #model(schema: Schema, def: z.core.$ZodObjectDef, path: readonly string[]): Schema {
    const name = this.#variation.modelName(schema, path);
    const { catchall } = def;
    const rest = catchall?._zod.def.type;
    const isOpen = rest === "unknown" || rest === "any";
    return modelNode({
      name,
      fields: Object.entries(def.shape).map(([key, field]) => {
        return [key, this.node(field, [...path, key])] as const;
      }),
      extras: catchall === undefined || rest === "never"
        ? "forbid"
        : isOpen
        ? "allow"
        : this.node(catchall, path),
      checks: def.checks ?? [],
    });
  }

  #union(schema: Schema, def: z.core.$ZodUnionDef, path: readonly string[]): Schema {
    const { labels } = this.#variation;
    const { members, isNullable } = flattened(def.options);
    const checks = schema._zod.def.checks ?? [];
    // models are named before labels need their names
    const nodes = members.map((member) => this.node(member, path));
    const labelled = members.map((member, k): Member => ({
      schema: nodes[k] ?? member,
      label: labels.of(member),
    }));
    if (!("discriminator" in def) || typeof def.discriminator !== "string") {
      return unionNode({ members: labelled, isNullable, checks });
    }
    const { discriminator } = def;
    const tagged = labelled.map((member, k) => {
      const tags = [...members[k]?._zod.propValues?.[discriminator] ?? []];
      return { ...member, tags };
    });
    return taggedUnionNode({ members: tagged, isNullable, checks, discriminator });
  }

  #default(
    schema: Schema,
    def: z.core.$ZodDefaultDef | z.core.$ZodPrefaultDef,
    path: readonly string[],
  ): Schema {
    const { defaultValue } = this.#variation;
    const copy = changed(schema, { innerType: this.node(def.innerType, path) });
    if (def.type === "prefault") return copy;
    const get = () => defaultValue(def.defaultValue, def.innerType);
    return changed(copy, {}, { defaultValue: { get, enumerable: true, configurable: true } });
  }
}

/** The members of a union with those of unions inside it, as Python flattens them. */
function flattened(options: readonly Schema[]): { members: Schema[]; isNullable: boolean } {
  const members: Schema[] = [];
  let isNullable = false;
  for (const option of options as readonly z.core.$ZodTypes[]) {
    const def = option._zod.def;
    const isBare = (def.checks ?? []).length === 0;
    const inner = !isBare
      ? undefined
      : def.type === "nullable"
      ? [def.innerType]
      : def.type === "union" && !("discriminator" in def)
      ? def.options
      : undefined;
    if (def.type === "null" && isBare) isNullable = true;
    else if (inner === undefined) members.push(option);
    else {
      const flat = flattened(inner);
      members.push(...flat.members);
      isNullable ||= flat.isNullable || def.type === "nullable";
    }
  }
  return { members, isNullable };
}

/** A copy of a schema with a changed definition; getters in it stay getters. */
function changed(schema: Schema, change: object, properties: PropertyDescriptorMap = {}): Schema {
  const def = z.core.util.mergeDefs(schema._zod.def, change);
  return z.core.clone(schema, Object.defineProperties(def, properties));
}
