/** Calling one of Slurm's programs, with a limit in time and in output. @module */

import { join } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { formatDurationMs } from "../../core/duration.ts";

/** The programs that are called. */
export type ProgramName = "sbatch" | "squeue" | "sacct" | "scancel" | "scontrol" | "sinfo";

/** One call. */
export interface ProgramCall {
  readonly program: ProgramName;
  readonly args: readonly string[];
  /** The whole environment; its PATH is where the program is looked for. */
  readonly env: Readonly<Record<string, string>>;
  /** What is being done, for messages: `submit job "x"`. */
  readonly act: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a program left. */
export interface ProgramOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** More than a listing of every job of the largest sites. */
const MAX_OUTPUT_BYTES = 256 * 1024 ** 2;

/**
 * Runs a program to its end.
 *
 * @throws {TesseraError} `unavailable` when it is not there, `timed_out` when it does not end in time; the
 *   signal's own reason when that is aborted.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramOutput> {
  call.signal?.throwIfAborted();
  const path = findProgram(call);
  const child = new Deno.Command(path, {
    args: [...call.args],
    clearEnv: true,
    env: { ...call.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  using limit = new Limit(call, () => child.kill("SIGKILL"));
  const [stdout, stderr, { code }] = await Promise.all([
    readText(child.stdout, limit.signal),
    readText(child.stderr, limit.signal),
    child.status,
  ]);
  limit.signal.throwIfAborted();
  return { code, stdout, stderr };
}

function findProgram({ program, env, act }: ProgramCall): string {
  const folders = (env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  for (const folder of folders) {
    const path = join(folder, program);
    if (isExecutable(path)) return path;
  }
  throw new TesseraError(
    "unavailable",
    `Cannot ${act}: found no program ${program} on the PATH, expected Slurm's`,
    {
      hint: "Run this on a login node of the cluster; where Slurm is a module, load it before " +
        "(module load slurm), or add its folder to PATH",
    },
  );
}

/** At once: a login node's PATH has many folders, and each turn to another thread takes longer than to look. */
function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** Ends the program at its limit or when the caller's signal is aborted, whichever is first. */
class Limit implements Disposable {
  readonly #controller = new AbortController();
  readonly #stop = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(call: ProgramCall, kill: () => void) {
    this.#timer = setTimeout(() => this.#controller.abort(tooSlow(call)), call.limitMs);
    call.signal?.addEventListener("abort", () => this.#controller.abort(call.signal?.reason), {
      signal: this.#stop.signal,
    });
    this.signal.addEventListener("abort", kill, { signal: this.#stop.signal });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }
}

function tooSlow({ act, program, limitMs }: ProgramCall): TesseraError {
  const found = `${program} gave no answer within ${formatDurationMs(limitMs)}`;
  return new TesseraError("timed_out", `Cannot ${act}: ${found}`, {
    hint: "Slurm's controller is busy or down: see scontrol ping, and try again later",
  });
}

/** What was read until the end, or until the program was ended: a child of its own may hold the pipe open. */
async function readText(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) break;
    sizeBytes += value.length;
    if (sizeBytes <= MAX_OUTPUT_BYTES) parts.push(decoder.decode(value, { stream: true }));
  }
  signal.removeEventListener("abort", cancel);
  return parts.join("") + decoder.decode();
}
