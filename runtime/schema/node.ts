/** Schemas of our own that stand in the rewritten tree in place of zod's. @module */

import { z } from "zod";
import type { NodeContext, Payload } from "./parse_context.ts";

/** Reads one value: replaces `payload.value` or adds issues, and returns the payload. */
export type Read = (payload: Payload, ctx: NodeContext) => Payload;

/** What a node is made from. */
export interface NodeOptions {
  readonly read: Read;
  /** zod checks that run after it, unless it found a fault. */
  readonly checks?: readonly z.core.$ZodCheck<never>[];
  /** Values it is limited to, for unions and records. */
  readonly values?: z.core.util.PrimitiveSet | undefined;
  /** Whether the field may be left out; zod's ladder. */
  readonly optin?: "optional" | "defaulted" | undefined;
}

interface NodeDef extends z.core.$ZodTypeDef {
  readonly options: NodeOptions;
}

interface NodeInternals extends z.core.$ZodTypeInternals {
  def: NodeDef;
}

interface Node extends z.core.$ZodType<unknown, unknown, NodeInternals> {
  _zod: NodeInternals;
}

const TesseraNode = z.core.$constructor<Node, NodeDef>("TesseraNode", (inst, def) => {
  z.core.$ZodType.init(inst, def);
  const { read, values, optin } = def.options;
  inst._zod.parse = read as typeof inst._zod.parse;
  if (values !== undefined) inst._zod.values = values;
  inst._zod.optin = optin;
});

/** A schema that reads values its own way. */
export function makeNode(options: NodeOptions): z.core.$ZodType {
  const checks = [...options.checks ?? []];
  return new TesseraNode({
    type: "custom",
    options,
    ...(checks.length === 0 ? {} : { checks }),
  });
}
