/** Reading what the store keeps of a job: the shapes of its files. @module */

import * as z from "zod/mini";
import "../core/schema_messages.ts";
import type { JobState, JobStatus } from "./job.ts";
import { type JobRecord, RECORD_VERSION } from "./record.ts";

const Texts = z.record(z.string(), z.string());
const File = z.strictObject({ local: z.string(), remote: z.string() });
const Count = z.exactOptional(z.int().check(z.nonnegative()));

const Ref = z.strictObject({ backend: z.string(), id: z.string(), nativeId: z.string() });

const Resources = z.strictObject({
  nodes: Count,
  tasks: Count,
  tasksPerNode: Count,
  cpusPerTask: Count,
  gpusPerNode: z.exactOptional(
    z.strictObject({ count: z.int().check(z.nonnegative()), type: z.exactOptional(z.string()) }),
  ),
  memoryPerNodeBytes: Count,
  walltimeSec: z.exactOptional(z.number().check(z.nonnegative())),
});

const Spec = z.strictObject({
  name: z.string(),
  command: z.array(z.string()),
  workdir: z.string(),
  environment: Texts,
  files: z.strictObject({ stageIn: z.array(File), stageOut: z.array(File) }),
  resources: Resources,
  array: z.exactOptional(z.strictObject({ indices: z.array(z.int()), maxRunning: Count })),
  dependencies: z.array(
    z.strictObject({ job: Ref, after: z.enum(["success", "failure", "end", "start"]) }),
  ),
  isRequeueable: z.boolean(),
  warningSec: z.exactOptional(z.number().check(z.nonnegative())),
  labels: Texts,
  local: z.exactOptional(z.unknown()),
  slurm: z.exactOptional(z.unknown()),
  yt: z.exactOptional(z.unknown()),
  unicore: z.exactOptional(z.unknown()),
});

const RecordFile = z.strictObject({
  version: z.literal(RECORD_VERSION),
  id: z.string(),
  backend: z.string(),
  createdMs: z.number(),
  spec: Spec,
  secretNames: z.array(z.string()),
  submitted: z.exactOptional(z.strictObject({ ref: Ref, atMs: z.number() })),
});

const STATES = [
  "submitting",
  "queued",
  "held",
  "starting",
  "running",
  "suspended",
  "lost",
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
  "out_of_memory",
  "node_failed",
] as const satisfies readonly JobState[];

const StatusFile = z.strictObject({
  version: z.literal(RECORD_VERSION),
  ref: Ref,
  state: z.enum(STATES),
  nativeState: z.string(),
  reason: z.exactOptional(z.string()),
  exitCode: z.exactOptional(z.int()),
  signal: z.exactOptional(z.int()),
  nodes: z.array(z.string()),
  submittedMs: z.exactOptional(z.number()),
  expectedStartMs: z.exactOptional(z.number()),
  startedMs: z.exactOptional(z.number()),
  endedMs: z.exactOptional(z.number()),
  restarts: z.int(),
  tasks: z.exactOptional(z.partialRecord(z.enum(STATES), z.int())),
});

/**
 * Reads `job.json`.
 *
 * @throws {Error} that says what is wrong with it, an unknown version first.
 */
export function parseRecord(text: string): JobRecord {
  const tree = versioned(text);
  const { version: _version, spec, ...record } = readAs(RecordFile, tree);
  return { ...record, spec: { ...spec, secrets: {} } };
}

/** Reads `status.json`; see {@linkcode parseRecord}. */
export function parseStatus(text: string): JobStatus {
  const { version: _version, ...status } = readAs(StatusFile, versioned(text));
  return status;
}

function readAs<T>(schema: z.ZodMiniType<T>, tree: unknown): T {
  const { data, error } = schema.safeParse(tree);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new Error(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it does not fit"}`);
}

function versioned(text: string): unknown {
  const tree: unknown = JSON.parse(text);
  const version = typeof tree === "object" && tree !== null && "version" in tree
    ? tree.version
    : undefined;
  if (version === RECORD_VERSION) return tree;
  throw new Error(
    `it has version ${JSON.stringify(version) ?? "none"}, this program reads ${RECORD_VERSION}`,
  );
}
