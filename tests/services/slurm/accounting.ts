/** slurmdbd over a MariaDB of its own, with one account and one limited quality of service. */

import { join } from "node:path";
import { type Daemon, startDaemon } from "./daemon.ts";
import { must, until } from "./waiting.ts";

/** Where the cluster is. */
export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands before a program to run it where the cluster's programs are. */
  readonly entrance: readonly string[];
}

/**
 * Starts both.
 *
 * @param started Told each daemon as soon as it runs, in the order of their start.
 */
export async function startAccounting(
  { folder, env, entrance }: Place,
  started: (daemon: Daemon) => void,
): Promise<void> {
  const socket = join(folder, "database/sock");
  const data = `--datadir=${join(folder, "database/data")}`;
  await must(
    [
      ...entrance,
      "mariadb-install-db",
      "--no-defaults",
      "--user=root",
      data,
      "--skip-test-db",
      "--skip-name-resolve",
      "--auth-root-authentication-method=normal",
    ],
    env,
  );
  const log = join(folder, "log/mariadbd.out");
  started(
    await startDaemon([
      ...entrance,
      "mariadbd",
      "--no-defaults",
      "--user=root",
      data,
      `--socket=${socket}`,
      `--pid-file=${join(folder, "database/pid")}`,
      "--skip-networking",
      "--skip-log-bin",
      "--innodb-buffer-pool-size=64M",
      "--innodb-log-file-size=16M",
      "--innodb-lock-wait-timeout=900",
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-fast-shutdown=2",
    ], { log, env }),
  );
  const client = [...entrance, "mariadb", "--no-defaults", "-S", socket, "-e"];
  await until([...client, "create database if not exists slurm_acct_db"], env, log);
  const slurmdbdLog = join(folder, "log/slurmdbd.out");
  started(
    await startDaemon([...entrance, "slurmdbd", "-D"], {
      log: slurmdbdLog,
      env: { ...env, MYSQL_UNIX_PORT: socket },
    }),
  );
  await until(["sacctmgr", "-n", "show", "cluster"], env, join(folder, "log/slurmdbd.log"));
  for (
    const words of [
      "add cluster tessera",
      "add qos limited MaxJobsPerUser=1 MaxSubmitJobsPerUser=2",
      "add account tessera Description=test Organization=test",
      "add user root Account=tessera DefaultAccount=tessera QOS=normal,limited AdminLevel=Admin",
    ]
  ) {
    await must(["sacctmgr", "-i", ...words.split(" ")], env);
  }
}
