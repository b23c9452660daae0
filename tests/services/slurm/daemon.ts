/** Programs that run in the background until they are stopped, or until this process ends in whatever way. */

/** A running program. */
export interface Daemon {
  /** Its process id. */
  readonly pid: number;
  /** Asks it to end, and ends it after ten seconds. */
  stop(): Promise<void>;
  /** Ends it and its children at once. */
  kill(): Promise<void>;
}

/**
 * Stays between this process and the program: it ends the program when its stdin is closed, which also happens
 * when this process is killed. With it the program's children: the first process in namespaces of its own is a
 * child of the program that made them, which hands no signal on.
 */
const KEEPER = `
log=$1; shift
"$@" </dev/null >>"$log" 2>&1 &
child=$!
echo "$child"
cat >/dev/null
all="$child $(cat "/proc/$child/task/$child/children" 2>/dev/null)"
kill -TERM $all 2>/dev/null
(sleep 10; kill -KILL $all) >/dev/null 2>&1 &
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
    stderr: "null", // the shell's own word for a program that was killed
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
      for (const victim of [...await childrenOf(pid), pid]) kill(victim);
      await stop();
    },
  };
}

/** The first process in namespaces of its own is a child of the program that made them. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
  return text.split(" ").filter((word) => word !== "").map(Number);
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
