/** One run of the executable, from its start to its end. @module */

import { executablePath } from "../../requirements.ts";

const LIMIT_MS = 60_000;

/** How to run it. */
export interface CommandOptions {
  /** Working folder. */
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What stdin holds; empty when left out. */
  readonly stdin?: string;
  /** The program, such as a link to the executable under another name. */
  readonly program?: string;
  /** Another user and group to run as, where this process is root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** How it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tessera ARGS`; one that takes longer than a minute is killed. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = new Deno.Command(options.program ?? executablePath(), {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...options.user,
  }).spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    write(child.stdin, options.stdin ?? ""),
  ]);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function write(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    // a command that does not read its input may be gone by now
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
