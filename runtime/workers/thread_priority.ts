/**
 * Threads that cannot be ended.
 *
 * `terminate()` of a worker does not stop a thread that never returns to its event loop (Deno 2.7, and 2.9 still:
 * denoland/deno pull request 35657). What can be done is to let it have nothing but time that nobody else wants.
 *
 * @module
 */

/** Linux: runs only when a core has nothing else to do; see sched(7). */
const SCHED_IDLE = 5;

const SYMBOLS = {
  sched_setscheduler: { parameters: ["i32", "i32", "buffer"], result: "i32" },
} as const;

/** The kernel's number of the thread that asks; null where threads have none. */
export function currentThreadId(): number | null {
  if (Deno.build.os !== "linux") return null;
  try {
    return Number(Deno.readLinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return null; // no /proc
  }
}

/** Gives a thread of this process the lowest priority there is. Does nothing where that cannot be done. */
export function demoteThread(threadId: number): void {
  try {
    const libc = Deno.dlopen("libc.so.6", SYMBOLS);
    const noPriority = new Uint8Array(Int32Array.BYTES_PER_ELEMENT);
    libc.symbols.sched_setscheduler(threadId, SCHED_IDLE, noPriority);
    libc.close();
  } catch {
    // another libc: the thread keeps its share
  }
}
