/** A program that runs beside a test and is gone when the test's scope ends. @module */

const STOP_LIMIT_MS = 10_000;

/** How to start a program. */
export interface ProcessOptions {
  /** Working folder. */
  readonly cwd?: string;
  /** Added to the environment, unless `clearEnv`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether nothing of this process's environment is passed on. */
  readonly clearEnv?: boolean;
  /** Another user and group to run as, where this process is root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Starts a program and keeps what it writes to stderr; its stdout goes nowhere. Owned by a scope: `await using`
 * asks it to end with SIGTERM, and with SIGKILL when it does not within 10 seconds.
 */
export class BackgroundProcess implements AsyncDisposable {
  /** Process id. */
  readonly pid: number;
  /** How it ended; settles when it has. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #stderr = "";
  #waiting: (() => void)[] = [];
  #hasEnded = false;

  constructor(argv: readonly string[], options: ProcessOptions = {}) {
    const [program = "", ...args] = argv;
    this.#child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.clearEnv === undefined ? {} : { clearEnv: options.clearEnv }),
      ...options.user,
    }).spawn();
    this.pid = this.#child.pid;
    this.status = this.#child.status;
    this.#reading = this.#readStderr();
  }

  /** What it has written to stderr so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Whether it has closed its stderr, which it does when it ends. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Settles when more of stderr has come, or its end. */
  async stderrChange(): Promise<void> {
    if (this.#hasEnded) return;
    await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** Sends a signal; nothing happens when it has already ended. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Asks it to end and waits until it has. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Deno.CommandStatus> {
    this.kill(signal);
    const killing = setTimeout(() => this.kill("SIGKILL"), STOP_LIMIT_MS);
    try {
      const [status] = await Promise.all([this.status, this.#reading]);
      return status;
    } finally {
      clearTimeout(killing);
    }
  }

  /** See {@linkcode BackgroundProcess.stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #readStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) {
      this.#stderr += decoder.decode(chunk, { stream: true });
      this.#wake();
    }
    this.#hasEnded = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
