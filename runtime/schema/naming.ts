/** Names of models in messages, the same as in the OpenAPI document. @module */

import { z } from "zod";
import { ModelNames } from "./model_names.ts";

/** The names of the models below one root. */
export interface Naming {
  /** Names a model that was found at a path. */
  readonly name: (schema: z.core.$ZodType, path: readonly string[]) => string;
  /** The name of a model that was named before. */
  readonly nameOf: (schema: z.core.$ZodType) => string;
}

/**
 * Makes names like `Apply_SubItems` from an author's `.meta({ id })` or `{ title }`, else from the path.
 *
 * @param root The name of the model at the root, without the prefix.
 */
export function modelNaming(root: string, prefix: string): Naming {
  const names = new ModelNames();
  const known = new Map<unknown, string>();
  return {
    name(schema, path) {
      const meta = z.globalRegistry.get(schema);
      const wanted = meta?.id ?? meta?.title;
      const name = path.length === 0 && known.size === 0
        ? root
        : names.nameOf(schema._zod.def, { wanted, path });
      known.set(schema._zod.def, prefix + name);
      return prefix + name;
    },
    nameOf: (schema) => known.get(schema._zod.def) ?? `${prefix}Model`,
  };
}
