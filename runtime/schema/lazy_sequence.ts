/** Fields that are a list, or a pattern of files that hold one item each. @module */

import { z } from "zod";
import { addFault, type Fault, runOn } from "./fault.ts";
import { laxText, Refusal } from "./lax.ts";
import { expandItemPattern, loadItem } from "./lazy_files.ts";
import { lazyList } from "./lazy_list.ts";
import { listNode } from "./lists.ts";
import { makeNode } from "./node.ts";
import { contextOf, EXACTNESS, floorExactness, type NodeContext } from "./parse_context.ts";
import { unionNode } from "./unions.ts";

type Schema = z.core.$ZodType;

interface LazySequenceDef extends z.core.$ZodTypeDef {
  type: "custom";
  readonly element: Schema;
}

interface LazySequenceInternals<Output, Input> extends z.core.$ZodTypeInternals<Output, Input> {
  def: LazySequenceDef;
}

/** The schema of a lazy sequence. */
export interface ZodLazySequence<Output = unknown, Input = unknown>
  extends z.ZodType<Output, Input, LazySequenceInternals<Output, Input>> {
  _zod: LazySequenceInternals<Output, Input>;
}

const ZodLazySequence: z.core.$constructor<ZodLazySequence, LazySequenceDef> = z.core.$constructor(
  "TesseraLazySequence",
  (inst, def) => {
    z.ZodType.init(inst, def);
    const node = lazySequenceNode(def.element, { itemLabel: "item" });
    inst._zod.parse = (payload, ctx) => runOn(node, payload, ctx as NodeContext);
  },
);

/**
 * A list of items, or a text that starts with `@`: a pattern of JSON files with one item each, such as
 * `@samples/*.json`, taken in the order of their names. The module gets a list of the items; those in
 * files are read and checked when they are used, each time anew, so that they need not fit into
 * memory together.
 *
 * Served modules read files of the input path only; a command looks in the working folder first.
 *
 * @param item The schema of one item; arrays in it may be differentiable.
 */
export function lazySequence<Item extends z.ZodType>(
  item: Item,
): ZodLazySequence<readonly z.output<Item>[], readonly z.input<Item>[] | `@${string}`> {
  return new ZodLazySequence({ type: "custom", element: item }) as ZodLazySequence<
    readonly z.output<Item>[],
    readonly z.input<Item>[] | `@${string}`
  >;
}

/** The schema of the items of a lazy sequence; undefined for any other schema. */
export function lazyElementOf(schema: Schema): Schema | undefined {
  const { def } = schema._zod;
  return schema._zod.traits.has("TesseraLazySequence") && "element" in def
    ? def.element as Schema
    : undefined;
}

/** What a lazy sequence is made from. */
export interface LazySequenceOptions {
  /** What errors call an item. */
  readonly itemLabel: string;
  readonly checks?: readonly z.core.$ZodCheck<never>[];
}

/** What pydantic calls the list among the two forms. */
export function sequenceLabel(itemLabel: string): string {
  return `json-or-python[json=list[${itemLabel}],` +
    "python=chain[is-instance[Sequence],function-wrap[sequence_validator()]]]";
}

/** A node for a lazy sequence with items of a schema. */
export function lazySequenceNode(
  element: Schema,
  { itemLabel, checks = [] }: LazySequenceOptions,
): Schema {
  return unionNode({
    members: [
      { schema: sequenceNode(element), label: sequenceLabel(itemLabel) },
      { schema: patternNode(element), label: "constrained-str" },
    ],
    isNullable: false,
    checks,
  });
}

function sequenceNode(element: Schema): Schema {
  const list = listNode(z.array(z.unknown()), element);
  return makeNode({
    read(payload, ctx) {
      const { value } = payload;
      if (!(laxText(value) instanceof Refusal)) return addFault(payload, NO_TEXT);
      const isSequence = Array.isArray(value) || ArrayBuffer.isView(value);
      return isSequence ? runOn(list, payload, ctx) : addFault(payload, NO_SEQUENCE);
    },
  });
}

function patternNode(element: Schema): Schema {
  return makeNode({
    read(payload, ctx) {
      const text = laxText(payload.value);
      if (text instanceof Refusal) return addFault(payload, text.fault);
      if (!text.startsWith("@")) return addFault(payload, NO_PATTERN);
      floorExactness(ctx, EXACTNESS.lax);
      const found = expandItemPattern(text.slice(1), contextOf(ctx));
      if ("problem" in found) return addFault(payload, valueError(found.problem));
      payload.value = lazyList(found.files, (file, index) => {
        return loadItem(file, { index, element, context: found.context });
      });
      return payload;
    },
  });
}

const NO_TEXT: Fault = {
  type: "sequence_str",
  msg: "'str' instances are not allowed as a Sequence value",
  ctx: { type_str: "str" },
};
const NO_SEQUENCE: Fault = {
  type: "is_instance_of",
  msg: "Input should be an instance of Sequence",
  ctx: { class: "Sequence" },
};
const NO_PATTERN: Fault = {
  type: "string_pattern_mismatch",
  msg: "String should match pattern '^@'",
  ctx: { pattern: "^@" },
};

function valueError(problem: string): Fault {
  return { type: "value_error", msg: `Value error, ${problem}`, ctx: { error: {} } };
}
