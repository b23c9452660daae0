/** The files that describe a cluster of virtual nodes on one machine. */

import { join } from "node:path";
import { CGROUP_CONF } from "./memory_groups.ts";

/** What a cluster is made of. */
export interface ClusterPlan {
  /** Where everything lies. */
  readonly folder: string;
  readonly nodes: readonly NodePlan[];
  readonly controllerPort: number;
  /** Of slurmdbd; nothing where there is no accounting. */
  readonly accountingPort?: number;
  /** Whether users may show a token instead of being known to munge: slurmrestd's do. */
  readonly hasTokens?: boolean;
  /** Whether the kernel keeps jobs to their memory; without it, nobody does. */
  readonly limitsMemory?: boolean;
}

/** A virtual node. */
export interface NodePlan {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly gpuType: string;
}

/** GPUs that each node claims to have. */
export const GPUS_PER_NODE = 2;

/** Writes slurm.conf, gres.conf and slurmdbd.conf, makes the folders and the key of munge. */
export async function writeConfiguration(plan: ClusterPlan): Promise<void> {
  const { folder } = plan;
  for (const name of ["etc", "log", "run", "spool", "state", "devices", "munge", "database"]) {
    await Deno.mkdir(join(folder, name), { mode: name === "munge" ? 0o700 : 0o755 });
  }
  await Deno.mkdir(join(folder, "shared"));
  const key = join(folder, "munge/munge.key");
  await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(128)), { mode: 0o400 });
  await Deno.writeTextFile(join(folder, "etc/slurm.conf"), slurmConf(plan));
  await Deno.writeTextFile(join(folder, "etc/gres.conf"), gresConf(plan));
  if (plan.limitsMemory === true) {
    await Deno.writeTextFile(join(folder, "etc/cgroup.conf"), CGROUP_CONF);
  }
  if (plan.hasTokens === true) {
    const jwtKey = crypto.getRandomValues(new Uint8Array(32));
    await Deno.writeFile(join(folder, "etc/jwt.key"), jwtKey, { mode: 0o600 });
  }
  if (plan.accountingPort !== undefined) {
    const path = join(folder, "etc/slurmdbd.conf");
    await Deno.writeTextFile(path, slurmdbdConf(plan), { mode: 0o600 });
  }
}

/** This machine as Slurm wants it named. */
function host(): string {
  return Deno.hostname().split(".")[0] ?? "localhost";
}

function slurmConf(plan: ClusterPlan): string {
  const { folder, nodes, controllerPort, accountingPort, limitsMemory = false } = plan;
  const accounting = accountingPort === undefined ? [] : [
    "AccountingStorageType=accounting_storage/slurmdbd",
    "AccountingStorageHost=127.0.0.1",
    `AccountingStoragePort=${accountingPort}`,
    `AccountingStoragePass=${folder}/run/munge.socket`,
    "AccountingStorageEnforce=associations,limits,qos",
    "AccountingStorageTRES=gres/gpu",
  ];
  return lines([
    "ClusterName=tessera",
    `SlurmctldHost=${host()}(127.0.0.1)`,
    `SlurmctldPort=${controllerPort}`,
    "SlurmUser=root",
    "SlurmdUser=root",
    "AuthType=auth/munge",
    `AuthInfo=socket=${folder}/run/munge.socket`,
    "CredType=cred/munge",
    ...tokenLines(plan),
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool/%n`,
    `SlurmctldPidFile=${folder}/run/slurmctld.pid`,
    `SlurmdPidFile=${folder}/run/slurmd-%n.pid`,
    `SlurmctldLogFile=${folder}/log/slurmctld.log`,
    `SlurmdLogFile=${folder}/log/slurmd-%n.log`,
    // CPUs are counted and not bound, so that nodes may claim more than the machine has
    "ProctrackType=proctrack/linuxproc",
    `TaskPlugin=task/${limitsMemory ? "cgroup" : "none"}`,
    "SlurmdParameters=config_overrides",
    "MpiDefault=none",
    "MailProg=/bin/true",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU_Memory",
    "DefMemPerCPU=100",
    "SchedulerParameters=bf_interval=2,sched_interval=5,batch_sched_delay=0",
    "EnforcePartLimits=ALL",
    "ReturnToService=2",
    "SlurmdTimeout=15",
    "KillWait=3",
    "InactiveLimit=0",
    // how long Slurm's programs themselves try to reach a controller that is down
    "MessageTimeout=5",
    "MaxArraySize=1001",
    "GresTypes=gpu",
    "JobAcctGatherType=jobacct_gather/linux",
    ...accounting,
    ...nodes.map(({ name, address, port, gpuType }) =>
      `NodeName=${name} NodeHostname=${name} NodeAddr=${address} Port=${port} CPUs=4 RealMemory=4000 ` +
      `Feature=cpu,${gpuType} Gres=gpu:${gpuType}:${GPUS_PER_NODE}`
    ),
    "PreemptType=preempt/partition_prio",
    "PreemptMode=REQUEUE",
    "PartitionName=debug Nodes=ALL Default=YES DefaultTime=00:10:00 MaxTime=7-00:00:00 PriorityTier=2",
    "PartitionName=short Nodes=ALL MaxTime=00:02:00 PriorityTier=2",
    "PartitionName=closed Nodes=ALL State=DOWN PriorityTier=2",
    // jobs of the others take these jobs' place
    "PartitionName=spare Nodes=ALL MaxTime=01:00:00 PriorityTier=1 PreemptMode=REQUEUE",
    "PartitionName=fleeting Nodes=ALL MaxTime=01:00:00 PriorityTier=1 PreemptMode=CANCEL",
  ]);
}

/** GPUs are device files to Slurm: nodes of the null device will do, without any where none can be made. */
function gresConf({ folder, nodes }: ClusterPlan): string {
  return lines(
    nodes.map(({ name, gpuType }) =>
      `NodeName=${name} Name=gpu Type=${gpuType} File=${folder}/devices/nvidia[0-${
        GPUS_PER_NODE - 1
      }]`
    ),
  );
}

function slurmdbdConf(plan: ClusterPlan): string {
  const { folder, accountingPort } = plan;
  return lines([
    "AuthType=auth/munge",
    `AuthInfo=socket=${folder}/run/munge.socket`,
    ...tokenLines(plan),
    `DbdHost=${host()}`,
    "DbdAddr=127.0.0.1",
    `DbdPort=${accountingPort}`,
    "SlurmUser=root",
    `LogFile=${folder}/log/slurmdbd.log`,
    `PidFile=${folder}/run/slurmdbd.pid`,
    "StorageType=accounting_storage/mysql",
    "StorageHost=localhost",
    "StorageLoc=slurm_acct_db",
    "StorageUser=root",
  ]);
}

function tokenLines({ folder, hasTokens = false }: ClusterPlan): string[] {
  if (!hasTokens) return [];
  return ["AuthAltTypes=auth/jwt", `AuthAltParameters=jwt_key=${folder}/etc/jwt.key`];
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
