/** Where one job stands, in a line that is shown while somebody waits for it. @module */

import { formatDurationMs } from "../../core/duration.ts";
import type { JobStatus } from "../../jobs/job.ts";
import { wordsOf } from "./jobs/describe.ts";

/** `queued (Resources), expected to start in 5m 0s`, `running on node1 for 12 s`. */
export function describeStanding(status: JobStatus, nowMs: number): string {
  const { state, reason, nodes, startedMs, expectedStartMs } = status;
  const why = reason === undefined ? "" : ` (${reason.replaceAll(/\s+/g, " ")})`;
  const where = nodes.length === 0 ? "" : ` on ${nodes.join(", ")}`;
  if (state === "running") {
    const since = startedMs === undefined ? "" : ` for ${wholeSeconds(nowMs - startedMs)}`;
    return `running${where}${since}`;
  }
  const start = expectedStartMs === undefined || expectedStartMs <= nowMs
    ? ""
    : `, expected to start in ${wholeSeconds(expectedStartMs - nowMs)}`;
  return `${wordsOf(state)}${where}${why}${start}`;
}

function wholeSeconds(durationMs: number): string {
  const sec = Math.max(0, Math.round(durationMs / 1_000));
  return sec === 0 ? "0 s" : formatDurationMs(sec * 1_000);
}
