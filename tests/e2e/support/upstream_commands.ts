/** Upstream's command line, for several commands on one module at once. @module */

import assert from "node:assert/strict";
import { upstreamPython } from "../../requirements.ts";

const SCRIPT = new URL("../../fixtures/python/run_upstream.py", import.meta.url).pathname;
const LIMIT_MS = 120_000;

/** How a command ended. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `tesseract-runtime` once for each list of arguments.
 *
 * @param apiPath The `tesseract_api.py`.
 */
export async function runUpstream(
  apiPath: string,
  commands: readonly (readonly string[])[],
): Promise<readonly CommandOutcome[]> {
  const child = new Deno.Command(upstreamPython(), {
    args: [SCRIPT],
    env: { TESSERACT_API_PATH: apiPath, PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(commands)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}
