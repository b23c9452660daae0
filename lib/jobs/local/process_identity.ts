/** Which process it is: a number alone is given to another one sooner or later. @module */

import { hostname } from "node:os";

/** A process, told from every other that has or had its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks since the boot. */
  readonly startTicks: string;
  /** The kernel's id of that boot. */
  readonly bootId: string;
  readonly host: string;
}

const TEXT = /^(\d+)[ :](\d+)[ :]([0-9a-f-]+)[ :]([^\s:]+)$/;

/** Reads `PID TICKS BOOT HOST`, the words separated by spaces or colons; nothing for another text. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, pid, startTicks, bootId, host] = TEXT.exec(text.trim()) ?? [];
  if (pid === undefined || startTicks === undefined) return undefined;
  if (bootId === undefined || host === undefined) return undefined;
  return { pid: Number(pid), startTicks, bootId, host };
}

/** The identity as one word. */
export function formatIdentity({ pid, startTicks, bootId, host }: ProcessIdentity): string {
  return `${pid}:${startTicks}:${bootId}:${host}`;
}

/** What became of a process. */
export type Liveness =
  | "alive"
  /** Not there any more, or its number is another's. */
  | "gone"
  /** The machine was restarted since. */
  | "rebooted"
  /** It is, or was, on another machine: nothing can be said here. */
  | "elsewhere";

/** Looks whether a process is there. */
export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  if (identity.host !== hostname()) return "elsewhere";
  if (identity.bootId !== await bootId()) return "rebooted";
  return await isRunning(identity.pid, identity.startTicks) ? "alive" : "gone";
}

/** Whether the process with this number is the one that started then, and has not ended. */
export async function isRunning(pid: number, startTicks: string): Promise<boolean> {
  try {
    const stat = parseStat(await Deno.readTextFile(`/proc/${pid}/stat`));
    // a zombie has ended; only its parent has not looked yet
    return stat.startTicks === startTicks && stat.state !== "Z" && stat.state !== "X";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return false;
    throw error;
  }
}

/**
 * The state and the start of a process, from `/proc/PID/stat`: fields 3 and 22 of proc(5). The second field, the
 * program's name in parentheses, may itself hold spaces, parentheses and line ends.
 */
export function parseStat(text: string): { state: string; startTicks: string } {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
}

async function bootId(): Promise<string> {
  return (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim();
}

/** The process ended between opening and reading its file. */
function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && /ESRCH|No such process/.test(error.message);
}
