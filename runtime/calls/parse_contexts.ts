/** How values are read, depending on where they come from. @module */

import type { RuntimeConfig } from "../config/config.ts";
import type { ParseContext } from "../schema/compile.ts";
import type { CallOrigin } from "./endpoint.ts";

/** Results come from the module itself, in memory: files and URLs play no part. */
export const RESULT_CONTEXT: ParseContext = {
  baseDir: "/",
  roots: [],
  allowUrls: false,
  strictShapes: false,
  strictTypes: false,
  fromAttributes: false,
};

/** Requests: relative files are looked up in the input path, and confined by policy. */
export function contextOf(config: RuntimeConfig, origin: CallOrigin): ParseContext {
  return {
    baseDir: config.inputPath,
    roots: config.allowAnyPath ? null : [config.inputPath, config.outputPath],
    allowUrls: config.allowUrls,
    strictShapes: false,
    strictTypes: false,
    fromAttributes: origin === "http",
  };
}
