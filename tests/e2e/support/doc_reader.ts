/** Somebody who follows a page of the documentation at a terminal. @module */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { executablePath, upstreamPython } from "../../requirements.ts";
import { BackgroundProcess } from "./background_process.ts";
import { copyFolder } from "./copy_folder.ts";
import { isAsShown, type Step } from "./doc_snippets.ts";
import { tempFolder } from "./temp_folder.ts";

const EXAMPLES = new URL("../../../examples/", import.meta.url).pathname;
/** What pages call the folder they are followed in. */
const HOME = "/home/ada";
const LIMIT_MS = 60_000;
/** A line that goes on while the next ones are typed. */
const SERVES = /^((?:[A-Z_]+=\S* )*tessera serve .*) &$/;
const STATED_PORT = /--port (\d+)/;

type RunStep = Extract<Step, { act: "run" }>;

interface PageServer {
  readonly process: BackgroundProcess;
  /** The port in the page. */
  readonly stated: number;
  /** The port that was free. */
  readonly actual: number;
}

/** What was printed, and how it ended. */
interface Result {
  readonly code: number;
  readonly printed: string;
}

/**
 * Does what a page says in a folder of its own that holds `examples` and has `tessera` on its PATH. A line
 * `tessera serve … &` runs until the end of the page, or until the page serves at the same port again; it gets a
 * port that is free, which stands in for the page's own in all that follows.
 */
export class DocReader implements AsyncDisposable {
  readonly #owned: AsyncDisposableStack;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  #servers: PageServer[] = [];

  private constructor(owned: AsyncDisposableStack, folder: string, bin: string) {
    this.#owned = owned;
    this.#folder = folder;
    this.#env = {
      PATH: `${bin}:${Deno.env.get("PATH") ?? ""}`,
      HOME: folder,
      LANG: "C.UTF-8",
      // for modules in Python
      VIRTUAL_ENV: dirname(dirname(upstreamPython())),
    };
  }

  /** Makes the folder. */
  static async open(): Promise<DocReader> {
    await using owned = new AsyncDisposableStack();
    const { path: folder } = owned.use(await tempFolder());
    const { path: bin } = owned.use(await tempFolder());
    await Deno.symlink(await Deno.realPath(executablePath()), join(bin, "tessera"));
    await copyFolder(EXAMPLES, join(folder, "examples"));
    return new DocReader(owned.move(), folder, bin);
  }

  /** Does one step. @throws {AssertionError} When it does not go as the page says. */
  async follow(step: Step): Promise<void> {
    if (step.act === "save") await this.#save(step.file, step.text);
    if (step.act !== "run") return;
    const { code, printed } = await this.#run(step);
    const shown = this.#asInPage(printed);
    assert.equal(code, step.exitCode, `${step.at} ended with code ${code}:\n${shown}`);
    if (step.output === undefined || isAsShown(shown, step.output)) return;
    assert.equal(shown, step.output.text, `${step.at} printed something else`);
  }

  /** Ends the servers, which must end well, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _owned = this.#owned;
    for (const { process } of this.#servers.splice(0)) await stop(process);
  }

  async #save(file: string, text: string): Promise<void> {
    const path = join(this.#folder, file);
    assert(path.startsWith(`${this.#folder}/`), `"${file}" leaves the folder of the page`);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, this.#asHere(text));
  }

  async #run({ language, text }: RunStep): Promise<Result> {
    if (language === "python") return await this.#execute([upstreamPython(), "-c", text]);
    let printed = "";
    let rest = "";
    for (const line of text.split("\n")) {
      const [, command] = SERVES.exec(line) ?? [];
      if (command === undefined) {
        rest += `${line}\n`;
        continue;
      }
      assert.equal(rest, "", `"${line}" stands behind other commands, expected a snippet's start`);
      printed += await this.#serve(command);
    }
    if (rest.trim() === "") return { code: 0, printed };
    const result = await this.#execute(["sh", "-eu", "-c", rest]);
    return { ...result, printed: printed + result.printed };
  }

  /** Runs a program to its end; what it writes to stdout and stderr comes as on a terminal. */
  async #execute(argv: readonly string[]): Promise<Result> {
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", 'exec "$@" 2>&1', "sh", ...argv.map((argument) => this.#asHere(argument))],
      cwd: this.#folder,
      clearEnv: true,
      env: { ...this.#env },
      stdin: "null",
      stdout: "piped",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    return { code, printed: new TextDecoder().decode(stdout) };
  }

  /** Starts a server and gives what it says once it listens. */
  async #serve(command: string): Promise<string> {
    const stated = Number(STATED_PORT.exec(command)?.[1] ?? 8000);
    const earlier = this.#servers.find((server) => server.stated === stated);
    this.#servers = this.#servers.filter((server) => server !== earlier);
    if (earlier !== undefined) await stop(earlier.process);
    const free = `${command.replace(STATED_PORT, "")} --port 0`;
    const process = new BackgroundProcess(["sh", "-c", `exec env ${free}`], {
      cwd: this.#folder,
      clearEnv: true,
      env: this.#env,
    });
    this.#owned.use(process);
    const actual = await listeningPort(process);
    this.#servers.push({ process, stated, actual });
    await redirectFiles(this.#folder, earlier?.actual ?? stated, actual);
    return process.stderr;
  }

  #asHere(text: string): string {
    return this.#servers.reduce(
      (here, { stated, actual }) => here.replaceAll(`:${stated}`, `:${actual}`),
      text,
    );
  }

  #asInPage(text: string): string {
    const homely = text.replaceAll(this.#folder, HOME);
    return this.#servers.reduce(
      (page, { stated, actual }) => page.replaceAll(`:${actual}`, `:${stated}`),
      homely,
    );
  }
}

/** Waits for the three lines with which a server says where it is and who may call. */
async function listeningPort(server: BackgroundProcess): Promise<number> {
  const limit = setTimeout(() => server.kill("SIGKILL"), LIMIT_MS);
  try {
    for (;;) {
      const [, port] = /^Serving .*:(\d+)\n.*\n.*\n/m.exec(server.stderr) ?? [];
      if (port !== undefined) return Number(port);
      assert(!server.hasEnded, `tessera serve did not start:\n${server.stderr}`);
      await server.stderrChange();
    }
  } finally {
    clearTimeout(limit);
  }
}

async function stop(server: BackgroundProcess): Promise<void> {
  const { code } = await server.stop();
  assert.equal(code, 0, `tessera serve ended with code ${code}:\n${server.stderr}`);
}

/** Inputs and modules name the address of a server, too. */
async function redirectFiles(folder: string, from: number, to: number): Promise<void> {
  for (const { name, isDirectory } of await Array.fromAsync(Deno.readDir(folder))) {
    const path = join(folder, name);
    if (isDirectory) await redirectFiles(path, from, to);
    else if (/\.(json|ts|py|sh)$/.test(name)) {
      const text = await Deno.readTextFile(path);
      if (text.includes(`:${from}`)) {
        await Deno.writeTextFile(path, text.replaceAll(`:${from}`, `:${to}`));
      }
    }
  }
}
