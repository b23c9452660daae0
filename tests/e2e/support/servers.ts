/** Servers for tests: the executable's, and the one of upstream's runtime, both on ports that were free. @module */

import { executablePath, upstreamPython } from "../../requirements.ts";
import { BackgroundProcess, type ProcessOptions } from "./background_process.ts";
import { tempFolder } from "./temp_folder.ts";

const START_LIMIT_MS = 60_000;

/** What a server is started with. */
export interface ServerOptions extends ProcessOptions {
  /** Where relative binrefs and input files are looked for. */
  readonly inputPath?: string;
  /** Where it writes; a folder of its own, removed at the end, when left out. */
  readonly outputPath?: string;
  /** More of the command line. */
  readonly args?: readonly string[];
}

/** A server that runs until the end of the scope. */
export interface TestServer extends AsyncDisposable {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** Where it writes. */
  readonly outputPath: string;
  /** File that holds the token, or null where none is needed. */
  readonly tokenFile: string | null;
  /** The process. */
  readonly process: BackgroundProcess;
}

/** Starts `tessera serve TARGET` and waits until it has announced itself. */
export async function startTessera(
  target: string,
  options: ServerOptions = {},
): Promise<TestServer> {
  return await start(options, async (folder, outputPath) => {
    const announcement = `${folder}/announced.json`;
    // watched from before the start, so that the file cannot appear unseen
    using watcher = Deno.watchFs(folder, { recursive: false });
    const server = new BackgroundProcess([
      executablePath(),
      "serve",
      target,
      ...["--port", "0", "--announce", announcement],
      ...["--output-path", outputPath],
      ...(options.inputPath === undefined ? [] : ["--input-path", options.inputPath]),
      ...(options.args ?? []),
    ], options);
    try {
      await fileAppears(announcement, { watcher, server });
      const { url, token_file: tokenFile } = JSON.parse(await Deno.readTextFile(announcement));
      return { url: String(url), tokenFile: tokenFile ?? null, process: server };
    } catch (error) {
      await server.stop();
      throw error;
    }
  });
}

/** Starts upstream's `tesseract-runtime serve` on a `tesseract_api.py` and waits until it listens. */
export async function startUpstream(
  apiPath: string,
  options: ServerOptions = {},
): Promise<TestServer> {
  return await start(options, async (_folder, outputPath) => {
    const server = new BackgroundProcess([
      upstreamPython(),
      // what the script tesseract-runtime does; "-m tesseract_core.runtime" came with 1.13
      ...["-c", "from tesseract_core.runtime.cli import main; main()"],
      ...["--output-path", outputPath],
      ...(options.inputPath === undefined ? [] : ["--input-path", options.inputPath]),
      ...["serve", "--port", "0"],
      ...(options.args ?? []),
    ], { ...options, env: { ...options.env, TESSERACT_API_PATH: apiPath } });
    return { url: await uvicornUrl(server), tokenFile: null, process: server };
  });
}

type Started = Pick<TestServer, "url" | "tokenFile" | "process">;

async function start(
  options: ServerOptions,
  launch: (folder: string, outputPath: string) => Promise<Started>,
): Promise<TestServer> {
  await using owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(await tempFolder());
  const outputPath = options.outputPath ?? `${folder}/output`;
  await Deno.mkdir(outputPath, { recursive: true });
  const { url, tokenFile, process } = await launch(folder, outputPath);
  owned.use(process);
  const kept = owned.move();
  return {
    url: url.replace(/\/$/, ""),
    outputPath,
    tokenFile,
    process,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function fileAppears(
  path: string,
  { watcher, server }: { watcher: Deno.FsWatcher; server: BackgroundProcess },
): Promise<void> {
  const limit = setTimeout(() => server.kill("SIGKILL"), START_LIMIT_MS);
  // the end of the server, by itself or at the limit, ends the wait
  let isWaiting = true;
  void server.status.then(() => {
    if (isWaiting) watcher.close();
  });
  try {
    for await (const _event of watcher) if (await isFile(path)) return;
  } finally {
    isWaiting = false;
    clearTimeout(limit);
  }
  await server.stop();
  throw new Error(`Cannot start tessera serve: it wrote\n${server.stderr}`);
}

async function uvicornUrl(server: BackgroundProcess): Promise<string> {
  const limit = setTimeout(() => server.kill("SIGKILL"), START_LIMIT_MS);
  try {
    for (;;) {
      // with the blank after it, so that half an address is not taken for the whole
      const url = /Uvicorn running on (http:\/\/\S+) /.exec(server.stderr)?.[1];
      if (url !== undefined) return url;
      if (server.hasEnded) break;
      await server.stderrChange();
    }
  } finally {
    clearTimeout(limit);
  }
  await server.stop();
  throw new Error(`Cannot start upstream's server: it wrote\n${server.stderr}`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
