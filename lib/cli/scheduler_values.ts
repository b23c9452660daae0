/** The values of the options that describe a job. @module */

import * as z from "zod/mini";

const Count = z.optional(z.int());
const Text = z.optional(z.string());
const Texts = z.optional(z.array(z.string()));
const Flag = z.optional(z.literal(true));

/** What commander has gathered; options of other kinds are left out. */
const SchedulerValues = z.object({
  nodes: Count,
  tasks: Count,
  tasksPerNode: Count,
  cpusPerTask: Count,
  gpusPerNode: Text,
  /** Bytes. */
  memory: Count,
  time: Text,
  env: Texts,
  secretEnv: Texts,
  after: Texts,
  workdir: Text,
  requeue: Flag,
  /** Milliseconds. */
  warnBeforeEnd: Count,
  option: Texts,
  dryRun: Flag,
});
/** Values of the options of a job. */
export type SchedulerValues = z.infer<typeof SchedulerValues>;

/** For commands that run here unless `--on` names a backend. */
const PlacementValues = z.extend(SchedulerValues, { jobName: Text, detach: Flag });
/** Values of the options that have a meaning only with `--on`. */
export type PlacementValues = z.infer<typeof PlacementValues>;

/** The options of a job among those of a command. */
export function readSchedulerValues(options: object): SchedulerValues {
  return SchedulerValues.parse(options);
}

/** The options that belong to `--on` among those of a command. */
export function readPlacementValues(options: object): PlacementValues {
  return PlacementValues.parse(options);
}
