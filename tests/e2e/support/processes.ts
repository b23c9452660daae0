/** Processes that a test waits for, and are nobody's children here. @module */

import assert from "node:assert/strict";

/** Resolves when a process is gone, or a zombie that its parent has not asked for yet. */
export async function isGone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid); tries++) {
    assert.ok(tries < 500, `process ${pid} is still there`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
