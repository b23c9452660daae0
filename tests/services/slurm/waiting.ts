/** Running programs to their end, and waiting for what other programs do. */

import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

/** Runs a program to its end. */
export async function run(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a program that has to succeed; what it printed. */
export async function must(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { code, stdout, stderr } = await run(argv, env);
  if (code === 0) return stdout;
  throw new Error(`Cannot run ${argv.join(" ")}: exit code ${code}\n${stdout}${stderr}`);
}

/**
 * Runs a program again and again until it succeeds.
 *
 * @param log The file that tells why it may not.
 */
export async function until(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  log: string,
  isDone: (stdout: string) => boolean = () => true,
): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  for (;;) {
    const { code, stdout, stderr } = await run(["timeout", "5", ...argv], env);
    if (code === 0 && isDone(stdout)) return;
    if (performance.now() > untilMs) {
      const said = await Deno.readTextFile(log).catch(() => "");
      throw new Error(
        `${argv.join(" ")} still gives ${code}: ${stdout}${stderr}\n${said.slice(-4_000)}`,
      );
    }
    await pause(PAUSE_MS);
  }
}
