/**
 * A real Slurm cluster on this machine: its own daemons, virtual nodes in namespaces of their own, free ports, one
 * folder, and nothing left of it afterwards. Root only, on Linux.
 */

import { join } from "node:path";
import { startAccounting } from "./slurm/accounting.ts";
import {
  type ClusterPlan,
  GPUS_PER_NODE,
  type NodePlan,
  writeConfiguration,
} from "./slurm/configuration.ts";
import { type Daemon, startDaemon } from "./slurm/daemon.ts";
import { makeEntrance } from "./slurm/debian_root.ts";
import { hasMemoryGroups, removeMemoryGroups } from "./slurm/memory_groups.ts";
import { must, run, until } from "./slurm/waiting.ts";

/** How a cluster is made. */
export interface ClusterOptions {
  /** Virtual nodes, node1 and so on. */
  readonly nodes?: number;
  /** Whether there is a database for sacct. */
  readonly hasAccounting?: boolean;
  /** A folder with another Debian release, whose Slurm it is. */
  readonly debianRoot?: string | undefined;
  /** Whether users may show a token; see slurm/rest_daemon.ts. */
  readonly hasTokens?: boolean;
  /**
   * Whether the kernel keeps jobs to their memory, where it can: see `limitsMemory` of the cluster. Its control groups
   * are named after the nodes, whose names are then unlike those of any other cluster of this machine.
   */
  readonly limitsMemory?: boolean;
}

/** A running cluster. */
export class SlurmCluster implements AsyncDisposable {
  /** Seen by every node. */
  readonly sharedFolder: string;
  /** With which Slurm's programs reach this cluster. */
  readonly env: Readonly<Record<string, string>>;
  readonly #plan: ClusterPlan;
  readonly #nodes = new Map<string, Daemon>();
  readonly #services: Daemon[] = [];
  /** What stands before a program to run it where the cluster's programs are. */
  #entrance: readonly string[] = [];
  #controller: Daemon | undefined;

  private constructor(plan: ClusterPlan) {
    this.#plan = plan;
    this.sharedFolder = join(plan.folder, "shared");
    this.env = {
      PATH: `${join(plan.folder, "bin")}:${Deno.env.get("PATH") ?? ""}:/usr/sbin:/sbin`,
      HOME: plan.folder,
      LC_ALL: "C",
      SLURM_CONF: join(plan.folder, "etc/slurm.conf"),
    };
  }

  /** Starts a cluster and waits until its nodes are idle. */
  static async start(
    { nodes = 2, hasAccounting = false, debianRoot, limitsMemory = false, hasTokens = false }:
      ClusterOptions = {},
  ): Promise<SlurmCluster> {
    const folder = await Deno.makeTempDir({ prefix: "tessera-slurm-" });
    await Deno.chmod(folder, 0o755);
    const ports = freePorts(nodes + 2);
    const hasLimits = limitsMemory && hasMemoryGroups();
    const prefix = hasLimits ? `node${ports[0]}x` : "node";
    const cluster = new SlurmCluster({
      folder,
      controllerPort: ports[0] ?? 0,
      ...(hasAccounting ? { accountingPort: ports[1] ?? 0 } : {}),
      limitsMemory: hasLimits,
      hasTokens,
      nodes: ports.slice(2).map((port, index): NodePlan => ({
        name: `${prefix}${index + 1}`,
        address: `127.0.1.${index + 1}`,
        port,
        gpuType: index % 2 === 0 ? "a100" : "v100",
      })),
    });
    try {
      if (debianRoot !== undefined) {
        cluster.#entrance = await makeEntrance(debianRoot, join(folder, "bin"));
      }
      await cluster.#boot();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Names of its nodes. */
  get nodes(): string[] {
    return this.#plan.nodes.map(({ name }) => name);
  }

  /** Whether jobs are kept to their memory: where it was asked for, and this machine can. */
  get limitsMemory(): boolean {
    return this.#plan.limitsMemory === true;
  }

  /** Crashes a node: all its processes are gone at once. */
  async killNode(name: string): Promise<void> {
    await this.#nodes.get(name)?.kill();
    this.#nodes.delete(name);
    // the controller would notice by itself after SlurmdTimeout
    await must(["scontrol", "update", `nodename=${name}`, "state=down", "reason=killed"], this.env);
  }

  /** Starts a node that was crashed, and waits until it is idle. */
  async startNode(name: string): Promise<void> {
    await this.#startNode(name);
    await run(["scontrol", "update", `nodename=${name}`, "state=resume"], this.env);
    const log = join(this.#plan.folder, "log/slurmctld.log");
    const isBack = (stdout: string) => stdout === "idle\n";
    await until(["sinfo", "-h", "-p", "debug", "-n", name, "-o", "%T"], this.env, log, isBack);
  }

  /** Stops the controller; jobs go on. */
  async stopController(): Promise<void> {
    await this.#controller?.stop();
    this.#controller = undefined;
  }

  /** Starts the controller again, with the jobs that it had, or as if they had ended long ago. */
  async startController({ isForgetful = false } = {}): Promise<void> {
    const { folder } = this.#plan;
    const log = join(folder, "log/slurmctld.out");
    const argv = [...this.#entrance, "slurmctld", "-D", ...(isForgetful ? ["-c"] : [])];
    this.#controller = await startDaemon(argv, { log, env: this.env });
    await until(["sinfo"], this.env, join(folder, "log/slurmctld.log"));
  }

  /** Runs one of Slurm's own programs, which has to succeed; what it printed. */
  async slurm(...argv: readonly string[]): Promise<string> {
    return await must(argv, this.env);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run(["scancel", "--user=root"], this.env).catch(() => {});
    for (const node of this.#nodes.values()) await node.kill();
    await this.#controller?.stop();
    for (const service of this.#services.toReversed()) await service.stop();
    if (this.limitsMemory) {
      for (const name of this.nodes) await removeMemoryGroups(name);
    }
    await Deno.remove(this.#plan.folder, { recursive: true });
  }

  async #boot(): Promise<void> {
    const { folder, nodes, accountingPort } = this.#plan;
    await writeConfiguration(this.#plan);
    for (let index = 0; index < GPUS_PER_NODE; index++) {
      await must(["mknod", join(folder, `devices/nvidia${index}`), "c", "1", "3"], this.env);
    }
    const socket = join(folder, "run/munge.socket");
    this.#services.push(
      await startDaemon([
        ...this.#entrance,
        "munged",
        "--foreground",
        "--force", // folders above may be writable for a group, on a machine of a CI service
        `--key-file=${join(folder, "munge/munge.key")}`,
        `--socket=${socket}`,
        `--pid-file=${join(folder, "munge/pid")}`,
        `--log-file=${join(folder, "log/munged.log")}`,
        `--seed-file=${join(folder, "munge/seed")}`,
      ], { log: join(folder, "log/munged.out"), env: this.env }),
    );
    await until(["test", "-S", socket], this.env, join(folder, "log/munged.out"));
    if (accountingPort !== undefined) {
      const place = { folder, env: this.env, entrance: this.#entrance };
      await startAccounting(place, (daemon) => this.#services.push(daemon));
    }
    await this.startController();
    for (const { name } of nodes) await this.#startNode(name);
    await this.#untilIdle();
  }

  /** In namespaces of its own, so that nothing of it outlives it and its hostname is the node's. */
  async #startNode(name: string): Promise<void> {
    const { folder } = this.#plan;
    await Deno.mkdir(join(folder, "spool", name), { recursive: true });
    const isolate = [
      "unshare",
      "--uts",
      "--mount",
      "--pid",
      "--fork",
      "--kill-child",
      "--mount-proc",
    ];
    const inside = 'hostname "$1"; exec slurmd -D -N "$1"';
    this.#nodes.set(
      name,
      await startDaemon([...isolate, ...this.#entrance, "sh", "-c", inside, "sh", name], {
        log: join(folder, `log/${name}.out`),
        env: this.env,
      }),
    );
  }

  async #untilIdle(): Promise<void> {
    const { folder, nodes } = this.#plan;
    const isIdle = (stdout: string) =>
      stdout.split("\n").filter((state) => state === "idle").length === nodes.length;
    const argv = ["sinfo", "-h", "-N", "-p", "debug", "-o", "%T"];
    await until(argv, this.env, join(folder, "log/slurmctld.log"), isIdle);
  }
}

/** Ports that nobody listens on; all are held until the last is found, so that they differ. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}
