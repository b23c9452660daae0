/** The files that describe a cluster of virtual nodes on one machine. */

import { join } from "node:path";

/** What a cluster is made of. */
export interface ClusterPlan {
  /** Where everything lies. */
  readonly folder: string;
  readonly nodes: readonly NodePlan[];
  readonly controllerPort: number;
  /** Of slurmdbd; nothing where there is no accounting. */
  readonly accountingPort?: number;
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
  if (plan.accountingPort !== undefined) {
    const path = join(folder, "etc/slurmdbd.conf");
    await Deno.writeTextFile(path, slurmdbdConf(plan), { mode: 0o600 });
  }
}

/** This machine as Slurm wants it named. */
function host(): string {
  return Deno.hostname().split(".")[0] ?? "localhost";
}

function slurmConf({ folder, nodes, controllerPort, accountingPort }: ClusterPlan): string {
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
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool/%n`,
    `SlurmctldPidFile=${folder}/run/slurmctld.pid`,
    `SlurmdPidFile=${folder}/run/slurmd-%n.pid`,
    `SlurmctldLogFile=${folder}/log/slurmctld.log`,
    `SlurmdLogFile=${folder}/log/slurmd-%n.log`,
    // CPUs are counted and not bound, so that nodes may claim more than the machine has
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
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
    "PartitionName=debug Nodes=ALL Default=YES DefaultTime=00:10:00 MaxTime=7-00:00:00",
    "PartitionName=short Nodes=ALL MaxTime=00:02:00",
    "PartitionName=closed Nodes=ALL State=DOWN",
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

function slurmdbdConf({ folder, accountingPort }: ClusterPlan): string {
  return lines([
    "AuthType=auth/munge",
    `AuthInfo=socket=${folder}/run/munge.socket`,
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

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
