import { array, differentiable, z } from "tessera";

export const InputSchema = z.object({
  a: differentiable(array("float64", [null])),
  s: z.number().default(1),
});
export const OutputSchema = z.object({ result: differentiable(array("float64", [null])) });

export function apply({ a, s }: z.infer<typeof InputSchema>): z.infer<typeof OutputSchema> {
  return { result: a.map((x) => x * s) };
}
