/** Makes a variant of a schema, node by node. @module */

import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";

/**
 * Sees a node whose children have been rewritten.
 *
 * @param node A copy that may be changed.
 * @param source The node that the author wrote.
 * @returns What takes its place.
 */
export type Visit = (node: z.core.$ZodTypes, source: z.core.$ZodTypes) => z.core.$ZodType;

/**
 * A deep copy of a schema in which `visit` has replaced nodes, from the leaves up. Checks, refinements
 * and transforms stay; the given schema is not touched.
 *
 * @throws {TesseraError} `bad_input` for a schema that contains itself.
 */
export function rewrite(schema: z.core.$ZodType, visit: Visit): z.core.$ZodType {
  return new Rewriter(visit).node(schema);
}

class Rewriter {
  readonly #visit: Visit;
  readonly #open = new Set<z.core.$ZodType>();

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  node(source: z.core.$ZodType): z.core.$ZodType {
    if (this.#open.has(source)) {
      throw new TesseraError(
        "bad_input",
        "Cannot use a schema that contains itself: expected models of finite depth",
        { hint: "Describe the nesting with lists, or with a fixed number of levels" },
      );
    }
    this.#open.add(source);
    // zod's signatures know only the general class; its kinds are told apart by `def.type`
    const kind = source as z.core.$ZodTypes;
    const result = kind._zod.def.type === "lazy"
      ? this.node(kind._zod.def.getter())
      : this.#visit(z.core.clone(kind, this.#def(kind) as never), kind);
    this.#open.delete(source);
    return result;
  }

  /** The node's definition with rewritten children. */
  #def(source: z.core.$ZodTypes): object {
    const def = source._zod.def;
    switch (def.type) {
      case "object": {
        const fields = Object.entries(def.shape).map(([key, field]) => [key, this.node(field)]);
        const rest = def.catchall === undefined ? {} : { catchall: this.node(def.catchall) };
        return { ...def, shape: Object.fromEntries(fields), ...rest };
      }
      case "array":
        return { ...def, element: this.node(def.element) };
      case "tuple": {
        const items = def.items.map((item) => this.node(item));
        return { ...def, items, rest: def.rest === null ? null : this.node(def.rest) };
      }
      case "record":
      case "map":
        return { ...def, keyType: this.node(def.keyType), valueType: this.node(def.valueType) };
      case "set":
        return { ...def, valueType: this.node(def.valueType) };
      case "union":
        return { ...def, options: def.options.map((option) => this.node(option)) };
      case "intersection":
        return { ...def, left: this.node(def.left), right: this.node(def.right) };
      case "pipe":
        return { ...def, in: this.node(def.in), out: this.node(def.out) };
      case "optional":
      case "nullable":
      case "nonoptional":
      case "readonly":
      case "catch":
      case "default":
      case "prefault":
      case "success":
      case "promise":
        return { ...def, innerType: this.node(def.innerType) };
      default:
        return { ...def };
    }
  }
}

/** Lets a node look at, and change, its input before its own checks. */
export function prepend(
  node: z.core.$ZodType,
  before: (payload: z.core.ParsePayload, ctx: z.core.ParseContextInternal) => boolean,
): void {
  const own = node._zod.parse;
  const parse: typeof own = (payload, ctx) => before(payload, ctx) ? own(payload, ctx) : payload;
  node._zod.parse = parse;
  // zod runs nodes without checks by a copy of `parse`
  if (node._zod.run === own) node._zod.run = parse;
}
