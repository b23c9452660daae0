/** slurmrestd beside a cluster of the tests. It refuses to run as root, so it is somebody else. */

import { join } from "node:path";
import { SECOND_USER } from "../../requirements.ts";
import type { SlurmCluster } from "../slurm_cluster.ts";
import { startDaemon } from "./daemon.ts";
import { must, until } from "./waiting.ts";

/** A running slurmrestd. */
export interface RestDaemon extends AsyncDisposable {
  /** As TESSERA_SLURM_REST_URL has it. */
  readonly url: string;
}

/** Starts one that is reached by TCP, and believes the tokens of a cluster that was started with `hasTokens`. */
export async function startTokenDaemon(cluster: SlurmCluster): Promise<RestDaemon> {
  const port = freePort();
  const daemon = await start(cluster, {
    argv: ["slurmrestd", "-a", "rest_auth/jwt", `127.0.0.1:${port}`],
    env: { SLURM_JWT: "daemon" },
    log: "slurmrestd.out",
  });
  const url = `http://127.0.0.1:${port}`;
  // it answers whoever shows no token, too
  const knock = `exec 3<>/dev/tcp/127.0.0.1/${port}`;
  await until(["bash", "-c", knock], cluster.env, logPath(cluster, "slurmrestd.out"));
  return { url, [Symbol.asyncDispose]: () => daemon.stop() };
}

/** Starts one on a Unix socket, which lets root in; what is submitted there is the second user's. */
export async function startSocketDaemon(cluster: SlurmCluster): Promise<RestDaemon> {
  const folder = join(cluster.sharedFolder, "slurmrestd");
  await Deno.mkdir(folder);
  await Deno.chown(folder, SECOND_USER.uid, SECOND_USER.gid);
  const socket = join(folder, "socket");
  const daemon = await start(cluster, {
    argv: ["slurmrestd", "-a", "rest_auth/local", `unix:${socket}`],
    env: {},
    log: "slurmrestd-socket.out",
  });
  await until(["test", "-S", socket], cluster.env, logPath(cluster, "slurmrestd-socket.out"));
  return { url: `unix:${socket}`, [Symbol.asyncDispose]: () => daemon.stop() };
}

/** A token of root's for so long. */
export async function makeToken(cluster: SlurmCluster, lifespanSec: number): Promise<string> {
  const argv = ["scontrol", "token", "username=root", `lifespan=${lifespanSec}`];
  return (await must(argv, cluster.env)).trim().replace(/^SLURM_JWT=/, "");
}

async function start(
  cluster: SlurmCluster,
  { argv, env, log }: {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly log: string;
  },
) {
  const { uid, gid } = SECOND_USER;
  const asUser = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return await startDaemon([...asUser, ...argv], {
    log: logPath(cluster, log),
    env: { ...cluster.env, ...env },
  });
}

function logPath(cluster: SlurmCluster, name: string): string {
  return join(cluster.sharedFolder, "../log", name);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
