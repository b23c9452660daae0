/** Servers of tests that are programs of their own. @module */

const START_LIMIT_MS = 30_000;

/** A running program. */
export interface ServiceProcess extends AsyncDisposable {
  /** The line by which it said that it is ready. */
  readonly readyLine: string;
}

/**
 * Starts a program and waits for a line of its output that says it is ready.
 *
 * @throws {Error} with its output when it ends, or stays silent, before.
 */
export async function startService(
  argv: readonly string[],
  options: { ready: RegExp; env?: Record<string, string> },
): Promise<ServiceProcess> {
  const [program = "", ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env: options.env ?? {},
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => child.kill("SIGKILL"), START_LIMIT_MS);
  let text = "";
  let readyLine: string | undefined;
  while (readyLine === undefined) {
    const { value } = await lines.read();
    if (value === undefined) break;
    text += value;
    readyLine = text.split("\n").find((line) => options.ready.test(line));
  }
  clearTimeout(timer);
  const drained = drain(lines);
  if (readyLine === undefined) {
    await drained;
    throw new Error(`Cannot start ${program}: exit code ${(await child.status).code}\n${text}`);
  }
  return {
    readyLine,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await drained;
    },
  };
}

/** A program that nobody reads from stops when its pipe is full. */
async function drain(lines: ReadableStreamDefaultReader<string>): Promise<void> {
  while ((await lines.read()).value !== undefined);
}
