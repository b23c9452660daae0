/** Where the time of one call went, as a table for people. @module */

import type { FunctionTime } from "./cpu_profile.ts";

/** A part of a call and what it took. */
export interface PhaseTime {
  readonly phase: string;
  readonly ms: number;
}

/** What a report shows. */
export interface TimeReport {
  /** The endpoint's name. */
  readonly endpoint: string;
  readonly phases: readonly PhaseTime[];
  /** The longest self time first. */
  readonly functions: readonly FunctionTime[];
  /** Pause between two samples of the functions, in milliseconds. */
  readonly intervalMs: number;
}

/** Functions that are shown. */
const MAX_FUNCTIONS = 15;

/** @returns Lines, each with its line end. */
export function formatTimeReport(report: TimeReport): string {
  const { endpoint, phases, functions, intervalMs } = report;
  const totalMs = phases.reduce((sum, { ms }) => sum + ms, 0);
  const lines = ["--- Profiling Statistics ---", `${endpoint}:`];
  for (const { phase, ms } of phases) lines.push(row(phase, ms, totalMs));
  lines.push(row("total", totalMs, totalMs), "");
  lines.push(`By Total Time: functions of the module, sampled every ${intervalMs} ms`);
  if (functions.length === 0) lines.push("  none was met: they took less than that");
  else lines.push(`${"self".padStart(14)}${"with callees".padStart(16)}  function`);
  for (const { name, place, selfMs, totalMs } of functions.slice(0, MAX_FUNCTIONS)) {
    lines.push(
      `${time(selfMs).padStart(14)}${time(totalMs).padStart(16)}  ${name} ${place}`.trimEnd(),
    );
  }
  if (functions.length > MAX_FUNCTIONS) {
    lines.push(`  and ${functions.length - MAX_FUNCTIONS} more`);
  }
  return `${lines.join("\n")}\n`;
}

function row(phase: string, ms: number, totalMs: number): string {
  const percent = totalMs === 0 ? 0 : Math.round(100 * ms / totalMs);
  return `  ${phase.padEnd(32)}${time(ms).padStart(14)}${`${percent} %`.padStart(7)}`;
}

function time(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}
