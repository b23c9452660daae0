/** Running other programs from the scripts. @module */

/** How a program is run. */
export interface RunOptions {
  /** Working folder; the repository's root when left out. */
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** The program is killed after this time. */
  limitMs?: number;
}

/** What a finished program left. */
export interface RunResult {
  /** Exit code; 124 when it was killed at its limit, 127 when it could not be started. */
  code: number;
  /** Everything it wrote to stdout. */
  stdout: string;
  /** Everything it wrote to stderr; empty when stderr was passed on. */
  stderr: string;
}

/** The repository's root, without a slash at the end. */
export const ROOT: string = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** Runs a program and keeps its output. Never throws for a program that is missing or fails. */
export async function capture(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return await run(argv, options, false);
}

/** Runs a program, passing its stdout and stderr on as they come, and keeps a copy of stdout. */
export async function stream(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return await run(argv, options, true);
}

async function run(
  argv: readonly string[],
  options: RunOptions,
  passOn: boolean,
): Promise<RunResult> {
  const [program = "", ...args] = argv;
  const signal = options.limitMs === undefined ? undefined : AbortSignal.timeout(options.limitMs);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      cwd: options.cwd ?? ROOT,
      env: options.env ?? {},
      stdin: "null",
      stdout: "piped",
      stderr: passOn ? "inherit" : "piped",
      ...(signal === undefined ? {} : { signal }),
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { code: 127, stdout: "", stderr: `${program}: not found` };
  }
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout, passOn ? Deno.stdout : null),
    passOn ? "" : text(child.stderr, null),
    child.status,
  ]);
  return { code: signal?.aborted ? 124 : status.code, stdout, stderr };
}

async function text(
  stream: ReadableStream<Uint8Array>,
  copyTo: typeof Deno.stdout | null,
): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const chunk of stream) {
    all += decoder.decode(chunk, { stream: true });
    for (let rest = chunk; copyTo !== null && rest.length > 0;) {
      rest = rest.subarray(await copyTo.write(rest));
    }
  }
  return all + decoder.decode();
}
