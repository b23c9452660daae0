/** What V8's sampling profiler saw, put into terms of the user's functions. @module */

import { z } from "zod";

/** The parts of a profile that are read (Chrome DevTools Protocol, `Profiler.Profile`). */
export const CpuProfile = z.object({
  nodes: z.array(z.object({
    id: z.int(),
    children: z.array(z.int()).default([]),
    callFrame: z.object({
      functionName: z.string(),
      url: z.string(),
      lineNumber: z.int(),
      columnNumber: z.int(),
    }),
  })),
  samples: z.array(z.int()).default([]),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()).default([]),
});
/** See {@linkcode CpuProfile}. */
export type CpuProfile = z.infer<typeof CpuProfile>;
type Node = CpuProfile["nodes"][number];

/** The time that one function took. */
export interface FunctionTime {
  readonly name: string;
  /** `PATH:LINE:COLUMN`; empty for the garbage collector. */
  readonly place: string;
  /** In the function itself, in milliseconds. */
  selfMs: number;
  /** Together with what it called. */
  totalMs: number;
}

/** Finds a place of the running program, counted from 0, in the user's files. */
export type PlaceFinder = (
  url: string,
  position: { readonly line: number; readonly column: number },
) => string | undefined;

const COLLECTOR = "(garbage collector)";

/**
 * The times of the user's functions and of the garbage collector, the longest self time first.
 *
 * @param placeOf Undefined for what is not the user's.
 */
export function functionTimes(profile: CpuProfile, placeOf: PlaceFinder): FunctionTime[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfUs = selfTimes(profile);
  const seen = new Map<string, FunctionTime | undefined>();
  const timeOf = ({ callFrame }: Node): FunctionTime | undefined => {
    const { functionName, url, lineNumber, columnNumber } = callFrame;
    const key = `${functionName} ${url}:${lineNumber}:${columnNumber}`;
    if (seen.has(key)) return seen.get(key);
    const isCollector = functionName === COLLECTOR;
    const place = isCollector ? "" : placeOf(url, { line: lineNumber, column: columnNumber });
    const name = functionName || "(anonymous)";
    const time = place === undefined ? undefined : { name, place, selfMs: 0, totalMs: 0 };
    seen.set(key, time);
    return time;
  };

  /** Adds a part of the tree of calls and gives its time; `open` are the functions around it. */
  const add = (node: Node, open: ReadonlySet<FunctionTime>): number => {
    const time = timeOf(node);
    const self = (selfUs.get(node.id) ?? 0) / 1_000;
    const isInner = time === undefined || open.has(time); // a function that called itself counts once
    const inside = isInner ? open : new Set([...open, time]);
    let total = self;
    for (const id of node.children) {
      const child = nodes.get(id);
      if (child !== undefined) total += add(child, inside);
    }
    if (time !== undefined) time.selfMs += self;
    if (time !== undefined && !isInner) time.totalMs += total;
    return total;
  };
  const [root] = profile.nodes;
  if (root !== undefined) add(root, new Set());
  return [...seen.values()].flatMap((time) => time !== undefined && time.totalMs > 0 ? [time] : [])
    .sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
}

/** Each sample lasts until the next one. */
function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const selfUs = new Map<number, number>();
  for (const [k, id] of samples.entries()) {
    selfUs.set(id, (selfUs.get(id) ?? 0) + Math.max(0, timeDeltas[k + 1] ?? 0));
  }
  return selfUs;
}
