/** Somebody who follows a page about clusters on the login node of one. @module */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { executablePath, upstreamPython } from "../../requirements.ts";
import { until } from "../../services/slurm/waiting.ts";
import type { SlurmCluster } from "../../services/slurm_cluster.ts";
import { copyFolder } from "./copy_folder.ts";
import { isAsShown, readSteps, type Step } from "./doc_snippets.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
/** What is followed only here; other pages' tests have no cluster. */
const HERE = / not-run: needs a cluster; slurm_examples_test\.ts has one$/gm;
/** Two fences that belong together: what opens a shell on a node, and what is typed there. */
const SHELL = /^```sh not-run: opens a shell on a node\n([^]*?)^```$/m;
const TYPED = /^```sh not-run: typed into that shell\n([^]*?)^```$/m;
const LIMIT_MS = 60_000;
/** Hands something to the queue, or takes it out; what comes behind it in a page is done when the queue is empty. */
const QUEUES = /^(sbatch|\.\/scan\.sh|tessera jobs cancel) /m;

/** A user's shell on the login node of a test cluster, where the nodes have addresses. */
export class LoginNode {
  /** The folder where pages are followed, with `examples` in it; nodes see it. */
  readonly path: string;
  readonly #cluster: SlurmCluster;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(cluster: SlurmCluster, path: string, bin: string) {
    const home = cluster.sharedFolder;
    this.#cluster = cluster;
    this.path = path;
    this.#env = {
      ...cluster.env,
      PATH: [bin, join(home, "venv/bin"), cluster.env.PATH].join(":"),
      HOME: home,
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      PYTHONDONTWRITEBYTECODE: "1",
    };
  }

  /** Makes a home folder that all nodes see, with `tessera` on its PATH. */
  static async open(cluster: SlurmCluster): Promise<LoginNode> {
    const home = cluster.sharedFolder;
    await Deno.mkdir(join(home, "bin"));
    await Deno.symlink(await Deno.realPath(executablePath()), join(home, "bin/tessera"));
    await Deno.symlink(dirname(dirname(upstreamPython())), join(home, "venv"));
    // as the DNS of a cluster does
    const hosts = "127.0.0.1 localhost\n127.0.1.1 node1\n127.0.1.2 node2\n";
    await Deno.writeTextFile(join(home, "hosts"), hosts);
    const path = join(home, "work");
    await copyFolder(join(ROOT, "examples"), join(path, "examples"));
    return new LoginNode(cluster, path, join(home, "bin"));
  }

  /** Does all that a page says, in its order. */
  async follow(page: string): Promise<void> {
    const text = await Deno.readTextFile(ROOT + page);
    const here = text.replaceAll(HERE, "");
    assert.notEqual(here, text, `${page} has nothing for a cluster`);
    let folder = this.path;
    for (const step of readSteps(page, here)) {
      if (step.act === "save") await Deno.writeTextFile(join(folder, step.file), step.text);
      if (step.act === "run") folder = await this.#follow(step, folder);
    }
    if (SHELL.test(text)) await this.#typeOnNode(text, folder);
  }

  /** Runs lines, however they end; what they printed. */
  async attempt(text: string): Promise<string> {
    return (await this.#shell(`set +e\n${text}`)).printed;
  }

  /** Runs a line, which has to succeed; what it printed. */
  async run(text: string): Promise<string> {
    const { code, printed } = await this.#shell(text);
    assert.equal(code, 0, printed);
    return printed;
  }

  /** Waits until the queue is empty. */
  async untilNoJobs(): Promise<void> {
    await until(["squeue", "--noheader"], this.#cluster.env, "", (queue) => queue === "");
  }

  /** @returns Where the shell is afterwards. */
  async #follow(step: Extract<Step, { act: "run" }>, folder: string): Promise<string> {
    const { at, text, exitCode, output } = step;
    const { code, printed } = await this.#shell(
      `cd "$1"\n${text}pwd >"$HOME/folder"`,
      { args: [folder] },
    );
    assert.equal(code, exitCode, `${at} ended with code ${code}:\n${printed}`);
    if (output !== undefined && !isAsShown(printed, output)) {
      assert.equal(printed, output.text, `${at} printed something else`);
    }
    if (QUEUES.test(text)) await this.untilNoJobs();
    return (await Deno.readTextFile(`${this.#env.HOME}/folder`)).trimEnd();
  }

  /** Types into a shell that a page opens on a node, at a terminal. */
  async #typeOnNode(page: string, folder: string): Promise<void> {
    const [, open = ""] = SHELL.exec(page) ?? [];
    const [, typed = ""] = TYPED.exec(page) ?? [];
    const { code, printed } = await this.#shell(
      'cd "$1" && exec script --quiet --return --command "$2" /dev/null',
      { args: [folder, open.trim()], stdin: typed },
    );
    assert.equal(code, 0, printed);
  }

  /** In a mount namespace of its own, where nodes have addresses; stdout and stderr as on a terminal. */
  async #shell(
    text: string,
    { args = [], stdin = "" }: { readonly args?: readonly string[]; readonly stdin?: string } = {},
  ): Promise<{ readonly code: number; readonly printed: string }> {
    const enter = 'mount --bind "$HOME/hosts" /etc/hosts; exec "$@" 2>&1';
    const child = new Deno.Command("unshare", {
      args: ["--mount", "sh", "-c", enter, "sh", "bash", "-eu", "-c", text, "bash", ...args],
      cwd: this.path,
      clearEnv: true,
      env: { ...this.#env },
      stdin: "piped",
      stdout: "piped",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
    const { code, stdout } = await child.output();
    return { code, printed: new TextDecoder().decode(stdout) };
  }
}
