/** What reading a value depends on, and how schemas get at it. @module */

import type { z } from "zod";
import type { DecodeContext } from "../arrays/decode.ts";

/** What reading a value depends on beside its schema. */
export interface ParseContext extends DecodeContext {
  /** A body over HTTP: what is no object is refused as `model_attributes_type`, not `model_type`. */
  readonly fromAttributes: boolean;
  /** Whether `inputPath()` and `outputPath()` take paths of files that do not exist. @default false */
  readonly skipPathChecks?: boolean;
}

/** How well a value fits a schema; decides between the members of a union, as in pydantic. */
export const EXACTNESS = { lax: 0, strict: 1, exact: 2 } as const;

/** One of {@linkcode EXACTNESS}. */
export type Exactness = (typeof EXACTNESS)[keyof typeof EXACTNESS];

/** What changes during one parse. */
export interface ParseState {
  /** The loosest conversion so far. */
  exactness: Exactness;
  /** Fields given to models so far; undefined before the first model. */
  fieldsSet: number | undefined;
  /** Fields filled from defaults, to be taken out in the end; undefined where they stay. */
  readonly unset: [object: object, key: string][] | undefined;
}

/** A value on its way through schemas. */
export type Payload = z.core.ParsePayload<unknown>;

/** zod's own context, which carries ours to every schema. */
export interface NodeContext extends z.core.ParseContextInternal {
  readonly tessera?: ParseContext;
  /** Only while a compiled model is parsing. */
  readonly tesseraState?: ParseState;
}

/** For values that come from memory: no files, no URLs, nothing left out. */
export const IN_MEMORY: ParseContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
  fromAttributes: false,
};

/** A fresh state for one parse. */
export function newState({ fillDefaults }: { fillDefaults: boolean }): ParseState {
  return {
    exactness: EXACTNESS.exact,
    fieldsSet: undefined,
    unset: fillDefaults ? undefined : [],
  };
}

/** Our part of zod's context; that of values in memory where a schema is used by itself. */
export function contextOf(ctx: NodeContext): ParseContext {
  return ctx.tessera ?? IN_MEMORY;
}

/** Notes that a value was converted. */
export function floorExactness(ctx: NodeContext, exactness: Exactness): void {
  const state = ctx.tesseraState;
  if (state !== undefined && state.exactness > exactness) state.exactness = exactness;
}
