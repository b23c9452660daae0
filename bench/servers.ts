/** Starts both servers on free ports. @module */

import { join } from "node:path";

/** A server under measurement. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  /** Peak resident memory since the start, in MiB. */
  peakMib(): Promise<number>;
  /** Resident memory now, in MiB. */
  residentMib(): Promise<number>;
}

/** Upstream's own server, one worker; it leaves a folder a call in `cwd`. */
export async function startUpstream(python: string, cwd: string): Promise<BenchServer> {
  const port = freePort();
  const process = new Deno.Command(python, {
    args: ["-m", "tesseract_core.runtime", "serve", "--port", String(port)],
    env: { TESSERACT_API_PATH: join(import.meta.dirname ?? ".", "upstream/tesseract_api.py") },
    cwd,
    stdout: "null",
    stderr: "null",
  }).spawn();
  return await waitForHealth(process, `http://127.0.0.1:${port}`);
}

/** The executable, one worker, all settings at their defaults. */
export async function startTessera(binary: string): Promise<BenchServer> {
  const port = freePort();
  const process = new Deno.Command(binary, {
    args: ["serve", join(import.meta.dirname ?? ".", "module"), "--port", String(port)],
    stdout: "null",
    stderr: "null",
  }).spawn();
  return await waitForHealth(process, `http://127.0.0.1:${port}`);
}

/** The executable with upstream's module, in Python. */
export async function startTesseraOnPython(
  binary: string,
  python: string,
  cwd: string,
  args: readonly string[] = [],
): Promise<BenchServer> {
  const port = freePort();
  const module = join(import.meta.dirname ?? ".", "upstream/tesseract_api.py");
  const process = new Deno.Command(binary, {
    args: ["serve", module, "--python", python, "--port", String(port), ...args],
    cwd,
    stdout: "null",
    stderr: "null",
  }).spawn();
  return await waitForHealth(process, `http://127.0.0.1:${port}`);
}

async function waitForHealth(process: Deno.ChildProcess, url: string): Promise<BenchServer> {
  const status = async (key: string): Promise<number> => {
    const text = await Deno.readTextFile(`/proc/${process.pid}/status`);
    return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1024;
  };
  const deadline = performance.now() + 30_000;
  while (!(await isHealthy(url))) {
    if (performance.now() > deadline) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    peakMib: () => status("VmHWM"),
    residentMib: () => status("VmRSS"),
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
