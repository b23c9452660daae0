/** The values of the options that describe a job. @module */

/** What commander made of them, by the definitions in `scheduler_options.ts`. */
export interface SchedulerValues {
  readonly nodes?: number | undefined;
  readonly tasks?: number | undefined;
  readonly tasksPerNode?: number | undefined;
  readonly cpusPerTask?: number | undefined;
  readonly gpusPerNode?: string | undefined;
  /** Bytes. */
  readonly memory?: number | undefined;
  readonly time?: string | undefined;
  readonly env?: readonly string[] | undefined;
  readonly secretEnv?: readonly string[] | undefined;
  readonly after?: readonly string[] | undefined;
  readonly workdir?: string | undefined;
  readonly requeue?: true | undefined;
  /** Milliseconds. */
  readonly warnBeforeEnd?: number | undefined;
  readonly option?: readonly string[] | undefined;
  readonly dryRun?: true | undefined;
}

/** Values of the options that have a meaning only with `--on`, of commands that run here without it. */
export interface PlacementValues extends SchedulerValues {
  readonly jobName?: string | undefined;
  readonly detach?: true | undefined;
}

type Names<Values> = Readonly<Record<keyof Values, true>>;

const SCHEDULER_NAMES: Names<SchedulerValues> = {
  nodes: true,
  tasks: true,
  tasksPerNode: true,
  cpusPerTask: true,
  gpusPerNode: true,
  memory: true,
  time: true,
  env: true,
  secretEnv: true,
  after: true,
  workdir: true,
  requeue: true,
  warnBeforeEnd: true,
  option: true,
  dryRun: true,
};
const PLACEMENT_NAMES: Names<PlacementValues> = { ...SCHEDULER_NAMES, jobName: true, detach: true };

/** The options of a job among those of a command. */
export function readSchedulerValues(options: object): SchedulerValues {
  return valuesOf<SchedulerValues>(options, SCHEDULER_NAMES);
}

/** The options that belong to `--on` among those of a command. */
export function readPlacementValues(options: object): PlacementValues {
  return valuesOf<PlacementValues>(options, PLACEMENT_NAMES);
}

/** Options are added in a loop, so their types are not known: their names decide. */
function valuesOf<Values>(options: object, names: Names<Values>): Values {
  const found = Object.entries(options).filter(([name]) => Object.hasOwn(names, name));
  return Object.fromEntries(found) as Values;
}
