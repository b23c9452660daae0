/** Running the executable to its end. @module */

import { executablePath } from "../../requirements.ts";

const LIMIT_MS = 60_000;
const decoder = new TextDecoder();

/** What a program left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the executable. */
export async function runExecutable(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): Promise<Outcome> {
  return await runProgram(executablePath(), args, options);
}

/** Runs another program; it is killed after a minute. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): Promise<Outcome> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    signal,
    ...options,
  }).output();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
