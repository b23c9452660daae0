/** Signals for a Python process and what it started. @module */

/** Ends a process and all of its group, at once. */
export function killGroup(pid: number): void {
  sendSignal(-pid, "SIGKILL");
  sendSignal(pid, "SIGKILL"); // before it has a group of its own
}

/** Sends a signal; nothing happens when the process is gone. */
export function sendSignal(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // it is gone
  }
}
