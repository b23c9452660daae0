/** A folder for modules, jobs and their records, and the executable to submit them with. @module */

import assert from "node:assert/strict";
import { executablePath } from "../../requirements.ts";
import { BackgroundProcess } from "./background_process.ts";
import { type CommandResult, runCommand } from "./command.ts";

/** Where jobs are submitted from; what is left of them is ended with it. */
export class JobDesk implements AsyncDisposable {
  /** Absolute path; commands run there. */
  readonly path: string;
  readonly #env: Readonly<Record<string, string>>;

  /** @param folder Exists, and is somebody else's to remove. */
  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.path = folder;
    this.#env = { ...env, XDG_STATE_HOME: `${folder}/state` };
  }

  /** Runs `tessera ARGS` to its end. */
  async run(...args: string[]): Promise<CommandResult> {
    return await runCommand(args, { cwd: this.path, env: this.#env });
  }

  /** Starts `tessera ARGS`. */
  start(...args: string[]): BackgroundProcess {
    return new BackgroundProcess([executablePath(), ...args], { cwd: this.path, env: this.#env });
  }

  /** Folder of a job's records. */
  folderOf(id: string): string {
    return `${this.path}/state/tessera/jobs/${id}`;
  }

  /** Where a job stands, as `jobs show --json` says. */
  async stateOf(id: string): Promise<string> {
    const { code, stdout, stderr } = await this.run("jobs", "show", id, "--json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).state;
  }

  /** Ends every job that is not final. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { code, stdout } = await this.run("jobs", "list", "--json");
    const jobs: { id: string; isFinal: boolean }[] = code === 0 ? JSON.parse(stdout) : [];
    const open = jobs.filter(({ isFinal }) => !isFinal).map(({ id }) => id);
    if (open.length === 0) return;
    await this.run("jobs", "cancel", ...open);
    await this.run("jobs", "wait", ...open);
  }
}

/** Waits until a program has written a text to stderr. */
export async function says(program: BackgroundProcess, text: string): Promise<void> {
  while (!program.stderr.includes(text)) {
    assert.ok(!program.hasEnded, program.stderr);
    await program.stderrChange();
  }
}

/** Waits until a file is there. */
export async function appears(folder: string, name: string): Promise<void> {
  using watcher = Deno.watchFs(folder, { recursive: false });
  const isThere = () => Deno.stat(`${folder}/${name}`).then(() => true, () => false);
  if (await isThere()) return;
  for await (const _ of watcher) if (await isThere()) return;
}
