/** Describes the user's schemas as pydantic would describe the same models. @module */

import { z } from "zod";
import { lazyElementOf } from "../schema/lazy_sequence.ts";
import { pathSideOf } from "../schema/path_schema.ts";
import { shapeDTypeSpecOf } from "../schema/shape_dtype.ts";
import { arrayField } from "./array_field.ts";
import { abstractDefault, plainDefault } from "./default_value.ts";
import { addComponents, ARRAY_COMPONENTS, SHAPE_DTYPE_COMPONENTS } from "./fixed_components.ts";
import { isRef, type JsonSchema, mapping, ref } from "./json_schema.ts";
import type { ModelNames } from "../schema/model_names.ts";
import { fieldsOf, type Node, unwrap } from "./node.ts";
import { fieldTitle } from "../schema/titles.ts";

/** Collects the components of one renamed copy of the user's models. */
export interface ModelCopy {
  /** What their names start with: `Apply_`. */
  readonly prefix: string;
  /** Whether arrays appear as `{shape, dtype}`. */
  readonly isAbstract: boolean;
  /** Whether they describe what is answered: what can be sent in two forms is answered in one. */
  readonly isOutput?: boolean;
  readonly names: ModelNames;
  /** Filled with a schema per model. */
  readonly components: Map<string, JsonSchema>;
}

type Path = readonly string[];

/**
 * Describes a module's root schema and all models below it.
 *
 * @returns The component's name, `Apply_InputSchema`.
 */
export function describeModel(schema: z.ZodType, name: string, copy: ModelCopy): string {
  const node = unwrap(schema);
  const component = `${copy.prefix}${name}`;
  const def = node.schema._zod.def;
  // A root keeps its name even when one schema serves as both roots.
  if (def.type === "object") addModel(component, def, { path: [], copy });
  else copy.components.set(component, { ...describeNode(node, [], copy), title: component });
  return component;
}

/** A field with its title, description and default. */
function describeField(name: string, schema: z.core.$ZodType, at: { path: Path; copy: ModelCopy }) {
  const { copy } = at;
  const node = unwrap(schema);
  const bare = describeNode({ ...node, isNullable: false }, [...at.path, name], copy);
  const described = node.isNullable ? orNull(bare) : bare;
  // Models and arrays have titles of their own.
  const hasOwnTitle = isRef(bare) || (node.spec !== undefined && !node.isNullable);
  const title = node.meta.title ?? (hasOwnTitle ? undefined : fieldTitle(name));
  const fallback = defaultOf(node, copy);
  return {
    ...described,
    ...(title === undefined || isRef(bare) ? {} : { title }),
    ...annotationsOf(node.meta),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** An item, value or alternative: no title, but a description where it has one. */
function describeInner(schema: z.core.$ZodType, path: Path, copy: ModelCopy): JsonSchema {
  const node = unwrap(schema);
  return { ...describeNode(node, path, copy), ...annotationsOf(node.meta) };
}

function describeNode(node: Node, path: Path, copy: ModelCopy): JsonSchema {
  const bare = describeKind(node, path, copy);
  return node.isNullable ? orNull(bare) : bare;
}

function describeKind({ schema, spec, meta }: Node, path: Path, copy: ModelCopy): JsonSchema {
  if (shapeDTypeSpecOf(schema) !== undefined || (spec !== undefined && copy.isAbstract)) {
    addComponents(copy.components, SHAPE_DTYPE_COMPONENTS);
    return ref("ShapeDType");
  }
  if (spec !== undefined) {
    addComponents(copy.components, ARRAY_COMPONENTS);
    return arrayField(spec);
  }
  if (pathSideOf(schema) !== undefined) return { type: "string", format: "path" };
  const lazyElement = lazyElementOf(schema);
  if (lazyElement !== undefined) return describeLazySequence(lazyElement, path, copy);
  const def = schema._zod.def;
  const inner = (child: z.core.$ZodType, part?: string) =>
    describeInner(child, part === undefined ? path : [...path, part], copy);
  switch (def.type) {
    case "object":
      return describeObject(def, { wanted: meta.id ?? meta.title, path, copy });
    case "array":
      return { type: "array", items: inner(def.element, "[]"), ...lengthsOf(schema) };
    case "tuple":
      return describeTuple(def, (item) => inner(item, "[]"));
    case "record": {
      const { title: _untitled, ...values } = inner(def.valueType, "{}");
      return mapping(describeLeaf(unwrap(def.keyType).schema), values);
    }
    case "union":
      return describeUnion(schema, def, inner);
    default:
      return describeLeaf(schema);
  }
}

/** The items themselves, or a pattern of files with one each. */
function describeLazySequence(element: z.core.$ZodType, path: Path, copy: ModelCopy): JsonSchema {
  const list = { type: "array", items: describeInner(element, [...path, "[]"], copy) };
  return copy.isOutput === true ? list : { anyOf: [list, { type: "string", pattern: "^@" }] };
}

function describeObject(
  def: z.core.$ZodObjectDef,
  at: { wanted: string | undefined; path: Path; copy: ModelCopy },
): JsonSchema {
  const { copy, path } = at;
  const name = `${copy.prefix}${copy.names.nameOf(def, { wanted: at.wanted, path })}`;
  if (!copy.components.has(name)) addModel(name, def, { path, copy });
  return ref(name);
}

function addModel(
  name: string,
  def: z.core.$ZodObjectDef,
  { path, copy }: { path: Path; copy: ModelCopy },
): void {
  // Set before the fields are described, so that a model inside itself ends.
  copy.components.set(name, {});
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [field, schema] of fieldsOf(def)) {
    properties[field] = describeField(field, schema, { path, copy });
    if (!unwrap(schema).isOptional) required.push(field);
  }
  copy.components.set(name, {
    type: "object",
    title: name,
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: extrasOf(def, (rest) => describeInner(rest, path, copy)),
  });
}

function extrasOf(
  { catchall }: z.core.$ZodObjectDef,
  describe: (schema: z.core.$ZodType) => JsonSchema,
): boolean | JsonSchema {
  const type = catchall?._zod.def.type;
  if (catchall === undefined || type === "never") return false;
  return type === "unknown" || type === "any" ? true : describe(catchall);
}

function describeTuple(
  def: z.core.$ZodTupleDef,
  describe: (item: z.core.$ZodType) => JsonSchema,
): JsonSchema {
  const count = def.items.length;
  return {
    type: "array",
    ...(count === 0 ? {} : { prefixItems: def.items.map(describe) }),
    minItems: count,
    ...(def.rest === null ? { maxItems: count } : { items: describe(def.rest) }),
  };
}

function describeUnion(
  schema: z.core.$ZodTypes,
  def: z.core.$ZodUnionDef,
  describe: (option: z.core.$ZodType) => JsonSchema,
): JsonSchema {
  const options = def.options.map((option) => describe(option));
  if (!("discriminator" in def) || typeof def.discriminator !== "string") {
    return { anyOf: options.flatMap(alternativesOf) };
  }
  const key = def.discriminator;
  const mapping = def.options.flatMap((option, index) => {
    const values = option._zod.propValues?.[key] ?? new Set();
    return [...values].map((value) => [String(value), options[index]?.["$ref"]]);
  });
  const discriminator = { propertyName: key, mapping: Object.fromEntries(mapping) };
  return schema._zod.def.type === "union" ? { oneOf: options, discriminator } : { anyOf: options };
}

/** Numbers, strings, literals and the rest: zod knows their constraints. */
function describeLeaf(schema: z.core.$ZodTypes): JsonSchema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    unrepresentable: "any",
    io: "input",
    cycles: "ref",
  }) as JsonSchema;
  for (const key of ["id", "title", "description", "default", "examples"]) delete described[key];
  // What z.int() promises beyond being an integer is a property of JavaScript, not of the schema.
  if (described.minimum === Number.MIN_SAFE_INTEGER) delete described.minimum;
  if (described.maximum === Number.MAX_SAFE_INTEGER) delete described.maximum;
  if (schema._zod.def.type === "bigint") described.type = "integer";
  const values = schema._zod.def.type === "literal" ? schema._zod.def.values : [];
  if (described.type === "number" && values.length > 0 && values.every(Number.isInteger)) {
    described.type = "integer";
  }
  return described;
}

function lengthsOf(schema: z.core.$ZodTypes): JsonSchema {
  const lengths: JsonSchema = {};
  for (const check of schema._zod.def.checks ?? []) {
    const def = check._zod.def as z.core.$ZodChecks["_zod"]["def"];
    if (def.check === "min_length") lengths.minItems = def.minimum;
    if (def.check === "max_length") lengths.maxItems = def.maximum;
    if (def.check === "length_equals") lengths.minItems = lengths.maxItems = def.length;
  }
  return lengths;
}

function defaultOf({ fallback, spec }: Node, { isAbstract }: ModelCopy): unknown {
  if (fallback === undefined) return undefined;
  const { value } = fallback;
  if (spec === undefined) return plainDefault(value);
  if (isAbstract) return abstractDefault(value, spec);
  return typeof value === "object" && !Array.isArray(value) ? undefined : plainDefault(value);
}

function annotationsOf({ description, examples, deprecated }: z.core.GlobalMeta): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [...alternativesOf(schema), { type: "null" }] };
}

/** The members of a union that is nothing but a union, so that unions do not nest. */
function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const isUnion = Array.isArray(schema.anyOf) && Object.keys(schema).length === 1;
  return isUnion ? schema.anyOf as JsonSchema[] : [schema];
}
