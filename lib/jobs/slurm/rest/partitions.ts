/** Names of a site's partitions. @module */

import { z } from "zod";

const Partitions = z.object({ partitions: z.array(z.object({ name: z.string() })) });

/**
 * Reads what `/slurm/V/partitions` answers.
 *
 * @returns Nothing for an answer of another shape.
 */
export function readPartitions(body: unknown): string[] | undefined {
  return Partitions.safeParse(body).data?.partitions.map(({ name }) => name);
}
