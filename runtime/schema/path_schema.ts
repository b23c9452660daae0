/** Fields that name files and folders below the input path or the output path. @module */

import { z } from "zod";
import { isAbsolute, relative } from "node:path";
import { followLinks, isInside, resolveInside } from "../files/confined_path.ts";
import { currentConfig } from "../tracking/current_config.ts";
import { addFault, type Fault, locTag } from "./fault.ts";
import { laxText, Refusal } from "./lax.ts";
import { contextOf, EXACTNESS, floorExactness, type Payload } from "./parse_context.ts";

/** Which folder a path must lie in. */
export type PathSide = "input" | "output";

interface PathDef extends z.core.$ZodTypeDef {
  type: "custom";
  readonly side: PathSide;
}

interface PathInternals extends z.core.$ZodTypeInternals<string, string> {
  def: PathDef;
}

/** The schema of a path. */
export interface ZodPath extends z.ZodType<string, string, PathInternals> {
  _zod: PathInternals;
}

const ZodPath: z.core.$constructor<ZodPath, PathDef> = z.core.$constructor(
  "TesseraPath",
  (inst, def) => {
    z.ZodType.init(inst, def);
    inst._zod.parse = ((payload, ctx) => {
      floorExactness(ctx, EXACTNESS.lax);
      const text = laxText(payload.value);
      if (text instanceof Refusal) return refuse(payload, text);
      const found = resolvePath(text, def.side, { mustExist: !contextOf(ctx).skipPathChecks });
      if (typeof found !== "string") return addFault(payload, valueError(found.problem));
      payload.value = found;
      return payload;
    }) as typeof inst._zod.parse;
  },
);

/**
 * A file or folder that a request names, relative to the input path (`--input-path`). The module gets
 * its absolute path, links followed; what does not exist or lies elsewhere is refused. Refinements see
 * the absolute path.
 */
export function inputPath(): ZodPath {
  return new ZodPath({ type: "custom", side: "input" });
}

/**
 * A file or folder that a module has made below the output path (`getConfig().outputPath`). The
 * module gives an absolute path or one relative to it; clients get it relative. What does not exist or
 * lies elsewhere is an error of the module.
 */
export function outputPath(): ZodPath {
  return new ZodPath({ type: "custom", side: "output" });
}

/** Which folder a path schema is about; undefined for any other schema. */
export function pathSideOf(schema: z.core.$ZodType): PathSide | undefined {
  const { def } = schema._zod;
  return schema._zod.traits.has("TesseraPath") && "side" in def ? def.side as PathSide : undefined;
}

/** A path as a client sees it: below the output path without that. */
export function pathText(path: string, side: PathSide): string {
  if (side === "input") return path;
  const root = followLinks(currentConfig().outputPath);
  return isAbsolute(path) && isInside(path, root) ? relative(root, path) || "." : path;
}

/** The absolute path, or what is wrong with it. */
export function resolvePath(
  text: string,
  side: PathSide,
  { mustExist }: { mustExist: boolean },
): string | { readonly problem: string } {
  const config = currentConfig();
  const root = side === "input" ? config.inputPath : config.outputPath;
  const [what, option] = side === "input"
    ? ["Input path", "--input-path"]
    : ["Output path", "--output-path"];
  if (text.includes("\0")) return { problem: `${what} holds a null character` };
  try {
    const path = resolveInside(root, text);
    if (path === undefined) {
      return { problem: `${what} "${text}" is outside ${root}, expected a path in ${option}` };
    }
    if (mustExist && !exists(path)) return { problem: `${what} "${path}" does not exist` };
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `${what} "${text}" cannot be looked up: ${reason}` };
  }
}

function refuse(payload: Payload, { fault }: Refusal): Payload {
  const ctx = { class: "Path" };
  const msg = "Input should be an instance of Path";
  addFault(payload, { type: "is_instance_of", msg, ctx }, [locTag("is-instance[Path]")]);
  return addFault(payload, fault, [locTag("str")]);
}

function valueError(problem: string): Fault {
  return { type: "value_error", msg: `Value error, ${problem}`, ctx: { error: {} } };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
