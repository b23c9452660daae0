/** What work can be moved to from here: container engines and Slurm. @module */

import type { Finding, Machine } from "../finding.ts";

/** Sockets of container engines, and what DOCKER_HOST says. */
export async function engines({ env, knock }: Machine): Promise<Finding[]> {
  const sockets = engineSockets(env);
  const states = await Promise.all(
    sockets.map(async (path) => ({ path, state: await knock(path) })),
  );
  const about = { name: "container engine", isNeeded: false, why: "modules in containers" };
  const answering = states.find(({ state }) => state === "answers");
  if (answering !== undefined) return [{ ...about, isFound: true, detail: answering.path }];
  const denied = states.find(({ state }) => state === "denied");
  if (denied !== undefined) {
    const remedy = "Ask for the group that owns the socket (often docker), or use rootless podman";
    return [{ ...about, isFound: false, detail: `${denied.path}: not allowed`, remedy }];
  }
  const silent = states.find(({ state }) => state === "silent");
  if (silent !== undefined) {
    const remedy = "Start the engine: systemctl start docker, or podman system service";
    return [{ ...about, isFound: false, detail: `${silent.path}: nobody answers`, remedy }];
  }
  if (/^(tcp|ssh|https?):/.test(env.DOCKER_HOST ?? "")) {
    const detail = `DOCKER_HOST names another machine (${withoutPassword(env.DOCKER_HOST ?? "")})`;
    return [{ ...about, isFound: false, detail, remedy: "Set DOCKER_HOST to unix:///PATH" }];
  }
  const remedy = "Install Docker or podman, start it, or set DOCKER_HOST to unix:///PATH";
  return [{ ...about, isFound: false, detail: `no socket at ${sockets.join(", ")}`, remedy }];
}

/** The client programs of Slurm, and whether this is inside a job. */
export async function slurm({ env, run }: Machine): Promise<Finding[]> {
  const version = await run("sbatch", "--version");
  const about = { name: "Slurm", isNeeded: false, why: "jobs on a cluster" };
  if (version?.code !== 0) {
    const detail = version === undefined
      ? "no sbatch in PATH"
      : `sbatch fails: ${firstLine(version.text)}`;
    const remedy = version === undefined
      ? "On a cluster: load its Slurm module, or log in to a login node"
      : "Start its daemons, or set SLURM_CONF to the cluster's configuration file";
    return [{ ...about, isFound: false, detail, remedy }];
  }
  const job = env.SLURM_JOB_ID === undefined ? "" : `, inside job ${env.SLURM_JOB_ID}`;
  return [{ ...about, isFound: true, detail: `${firstLine(version.text)}${job}` }];
}

/** Apptainer, or Singularity by its older name. */
export async function apptainer({ run }: Machine): Promise<Finding[]> {
  const about = { name: "apptainer", isNeeded: false, why: "containers on clusters without root" };
  for (const program of ["apptainer", "singularity"]) {
    const version = await run(program, "--version");
    if (version?.code === 0) {
      return [{ ...about, isFound: true, detail: firstLine(version.text) }];
    }
  }
  return [{
    ...about,
    isFound: false,
    detail: "neither apptainer nor singularity in PATH",
    remedy: "On a cluster: load its apptainer module, or ask for it",
  }];
}

function engineSockets(env: Machine["env"]): string[] {
  const named = /^unix:\/\/(\/.*)$/.exec(env.DOCKER_HOST ?? "")?.[1];
  if (named !== undefined) return [named];
  const user = env.XDG_RUNTIME_DIR;
  return [
    "/var/run/docker.sock",
    ...(user === undefined ? [] : [`${user}/docker.sock`, `${user}/podman/podman.sock`]),
    "/run/podman/podman.sock",
  ];
}

/** A URL as it may be shown. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/]*@/, "//…@");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
