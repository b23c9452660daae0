/** A cluster as its user sees it: a shared folder with a copy of the executable, modules and records of jobs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { executablePath } from "../../requirements.ts";
import type { SlurmCluster } from "../../services/slurm_cluster.ts";
import { BackgroundProcess } from "../support/background_process.ts";
import { type CommandResult, runCommand } from "../support/command.ts";

const LIMIT_MS = 60_000;
const PAUSE_MS = 200;

/** What `jobs show --json` tells, as far as tests look at it. */
export interface ShownJob {
  readonly state: string;
  readonly reason?: string;
  readonly nodes: readonly string[];
  readonly exitCode?: number;
  readonly restarts: number;
}

/** A folder of a cluster from which jobs are submitted. */
export class SlurmDesk {
  /** Absolute path; commands run there. */
  readonly path: string;
  readonly #cluster: SlurmCluster;
  readonly #program: string;

  private constructor(path: string, cluster: SlurmCluster, program: string) {
    this.path = path;
    this.#cluster = cluster;
    this.#program = program;
  }

  /** Copies the executable to where every node sees it, and writes files. */
  static async open(
    cluster: SlurmCluster,
    files: Readonly<Record<string, string>>,
  ): Promise<SlurmDesk> {
    const program = join(cluster.sharedFolder, "tessera");
    await Deno.copyFile(executablePath(), program);
    const desk = new SlurmDesk(cluster.sharedFolder, cluster, program);
    for (const [name, text] of Object.entries(files)) await desk.write(name, text);
    return desk;
  }

  /** The same cluster, with everything but the executable in another folder that the nodes see. */
  at(path: string): SlurmDesk {
    return new SlurmDesk(path, this.#cluster, this.#program);
  }

  /** Writes a file. */
  async write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(join(this.path, name), text);
  }

  /** Runs `tessera ARGS` to its end. */
  async run(...args: string[]): Promise<CommandResult> {
    return await runCommand(args, { program: this.#program, cwd: this.path, env: this.#env });
  }

  /** Runs `tessera ARGS`, which has to succeed; what it printed. */
  async must(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    assert.equal(code, 0, `${args.join(" ")}\n${stderr}`);
    return stdout;
  }

  /** Starts `tessera ARGS`. */
  start(...args: string[]): BackgroundProcess {
    return new BackgroundProcess([this.#program, ...args], { cwd: this.path, env: this.#env });
  }

  /** Submits a line for bash and gives the job's id. */
  async submit(line: string, ...options: string[]): Promise<string> {
    const args = ["submit", "--on", "slurm", ...options, "--", "bash", "-c", line];
    return (await this.must(...args)).trim();
  }

  /** Where a job stands. */
  async show(id: string): Promise<ShownJob> {
    return JSON.parse(await this.must("jobs", "show", id, "--json"));
  }

  /** Waits until a job is in one of these states. */
  async reaches(id: string, ...states: string[]): Promise<ShownJob> {
    let shown = await this.show(id);
    const untilMs = performance.now() + LIMIT_MS;
    while (!states.includes(shown.state)) {
      assert.ok(performance.now() < untilMs, `still ${JSON.stringify(shown)}`);
      await pause(PAUSE_MS);
      shown = await this.show(id);
    }
    return shown;
  }

  /** Folder of a job's records. */
  folderOf(id: string): string {
    return `${this.path}/state/tessera/jobs/${id}`;
  }

  /** Has Slurm start a job now that waits after it was put back into the queue: two minutes otherwise. */
  async startNow(id: string): Promise<void> {
    const record = JSON.parse(await Deno.readTextFile(`${this.folderOf(id)}/job.json`));
    const { nativeId } = record.submitted.ref;
    await this.#cluster.slurm("scontrol", "update", `jobid=${nativeId}`, "starttime=now");
  }

  get #env(): Record<string, string> {
    return { ...this.#cluster.env, XDG_STATE_HOME: `${this.path}/state` };
  }
}

/** Waits until something holds; fails when it does not in time. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  while (!await holds()) {
    assert.ok(performance.now() < untilMs, `not within ${LIMIT_MS / 1_000} s: ${what}`);
    await pause(PAUSE_MS);
  }
}
