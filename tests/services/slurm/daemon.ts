/** Programs that run in the background until they are stopped, or until this process ends in whatever way. */

/** A running program. */
export interface Daemon {
  /** Its process id. */
  readonly pid: number;
  /** Asks it to end, and ends it after ten seconds. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/**
 * Stays between this process and the program: it ends the program when its stdin is closed, which also happens
 * when this process is killed.
 */
const KEEPER = `
log=$1; shift
"$@" </dev/null >>"$log" 2>&1 &
child=$!
echo "$child"
cat >/dev/null
kill -TERM "$child" 2>/dev/null
(sleep 10; kill -KILL "$child") >/dev/null 2>&1 &
killer=$!
wait "$child"
kill "$killer" 2>/dev/null
exit 0`;

/**
 * Starts a program.
 *
 * @param argv The program and its arguments.
 * @param options Where its output goes, and its environment.
 */
export async function startDaemon(
  argv: readonly string[],
  options: { readonly log: string; readonly env: Readonly<Record<string, string>> },
): Promise<Daemon> {
  const keeper = new Deno.Command("sh", {
    args: ["-c", KEEPER, "sh", options.log, ...argv],
    clearEnv: true,
    env: { ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = keeper.stdout.getReader();
  const { value } = await reader.read();
  const pid = Number(new TextDecoder().decode(value));
  let ended: Promise<void> | undefined;
  const end = async () => {
    await keeper.stdin.close();
    while (!(await reader.read()).done);
    await keeper.status;
  };
  const stop = () => ended ??= end();
  return {
    pid,
    stop,
    async kill() {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
      await stop();
    },
  };
}
