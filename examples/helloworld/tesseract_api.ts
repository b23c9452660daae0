/** Greets somebody: the smallest module, without arrays. */

// deno-lint-ignore-file explicit-module-boundary-types -- the module contract

import { z } from "tessera";

export const InputSchema = z.object({
  name: z.string().min(1).describe("Who is greeted"),
  times: z.int().min(1).max(3).default(1).describe("How often"),
});

export const OutputSchema = z.object({
  greeting: z.string().describe("One sentence for each time"),
});

/** Greets the name given. */
export function apply({ name, times }: z.infer<typeof InputSchema>) {
  return { greeting: Array(times).fill(`Hello ${name}!`).join(" ") };
}
