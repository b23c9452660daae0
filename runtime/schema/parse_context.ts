/** What reading a value depends on, and how schemas get at it. @module */

import type { DecodeContext } from "../arrays/decode.ts";

/** What reading a value depends on beside its schema. */
export interface ParseContext extends DecodeContext {
  /** A body over HTTP: what is no object is refused as `model_attributes_type`, not `model_type`. */
  readonly fromAttributes: boolean;
}

/** For values that come from memory: no files, no URLs. */
const IN_MEMORY: ParseContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
  fromAttributes: false,
};

/** Our part of zod's context; that of values in memory where a schema is used by itself. */
export function contextOf(ctx: object): ParseContext {
  return (ctx as { readonly tessera?: ParseContext }).tessera ?? IN_MEMORY;
}
