/** What `tessera jobs show` does. @module */

import { formatDurationMs } from "../../../core/duration.ts";
import { formatSizeBytes } from "../../../core/size.ts";
import { formatIndices } from "../../../jobs/array_indices.ts";
import type { JobSpec } from "../../../jobs/job.ts";
import type { KnownJob } from "../../../jobs/refresh.ts";
import { quoteWord } from "../../../jobs/shell_text.ts";
import { EXIT } from "../../exit.ts";
import { type CliIo, writeOutText } from "../../io.ts";
import { formatTable, writeJson } from "../../output.ts";
import { jobJson, timeOf, wordsOf } from "./describe.ts";
import { getKnownJob, jobsOf } from "./host.ts";

/** Shows one job. */
export async function showJob(
  id: string,
  options: { json?: true | undefined },
  io: CliIo,
): Promise<number> {
  const known = await getKnownJob(jobsOf(io), id);
  if (options.json) writeJson(io, jobJson(known));
  else writeOutText(io, formatTable(rowsOf(known)));
  return EXIT.ok;
}

function rowsOf(known: KnownJob): string[][] {
  const { job: { record, folder }, status } = known;
  const { spec } = record;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["job", record.id],
    ["name", spec.name],
    ["on", record.backend],
    ["id there", status.ref.nativeId || undefined],
    ["state", stateOf(known)],
    ["reason", status.reason],
    ["exit code", status.exitCode?.toString()],
    ["signal", status.signal?.toString()],
    ["tasks", tasksOf(known)],
    ["time", timeOf(status, Date.now())],
    ["submitted", timestamp(record.submitted?.atMs ?? record.createdMs)],
    ["start expected", timestamp(status.expectedStartMs)],
    ["started", timestamp(status.startedMs)],
    ["ended", timestamp(status.endedMs)],
    ["restarts", status.restarts > 0 ? String(status.restarts) : undefined],
    ["nodes", status.nodes.join(", ") || undefined],
    ["command", spec.command.map(shown).join(" ")],
    ["folder", spec.workdir],
    ["asks for", resourcesOf(spec) || undefined],
    ["array", spec.array === undefined ? undefined : formatIndices(spec.array.indices)],
    ["waits for", dependenciesOf(spec) || undefined],
    ["variables", Object.keys(spec.environment).join(", ") || undefined],
    ["secrets", record.secretNames.join(", ") || undefined],
    ["records", folder],
  ];
  return rows.flatMap(([name, text]) => text === undefined ? [] : [[name, text]]);
}

function stateOf({ status }: KnownJob): string {
  const { nativeState, state } = status;
  const isSame = nativeState === "" || nativeState.toLowerCase() === state;
  return isSame ? wordsOf(state) : `${wordsOf(state)} (${nativeState})`;
}

function tasksOf({ status }: KnownJob): string | undefined {
  if (status.tasks === undefined) return undefined;
  return Object.entries(status.tasks).map(([state, count]) => `${count} ${state}`).join(", ");
}

function timestamp(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A word as it could be typed, quoted only where it must be. */
function shown(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteWord(word);
}

function resourcesOf({ resources }: JobSpec): string {
  const { nodes, tasks, tasksPerNode, cpusPerTask, gpusPerNode } = resources;
  const { memoryPerNodeBytes, walltimeSec } = resources;
  const parts = [
    nodes === undefined ? "" : `${nodes} nodes`,
    tasks === undefined ? "" : `${tasks} tasks`,
    tasksPerNode === undefined ? "" : `${tasksPerNode} tasks per node`,
    cpusPerTask === undefined ? "" : `${cpusPerTask} CPUs per task`,
    gpusPerNode === undefined ? "" : `${gpusPerNode.count} ${gpusPerNode.type ?? ""} GPUs per node`,
    memoryPerNodeBytes === undefined ? "" : `${formatSizeBytes(memoryPerNodeBytes)} per node`,
    walltimeSec === undefined ? "" : `${formatDurationMs(walltimeSec * 1_000)} of time`,
  ];
  return parts.filter((part) => part !== "").join(", ").replaceAll("  ", " ");
}

function dependenciesOf({ dependencies }: JobSpec): string {
  return dependencies.map(({ job, after }) => `${after} of ${job.id}`).join(", ");
}
