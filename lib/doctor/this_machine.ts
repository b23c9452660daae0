/** The real machine. @module */

import { tmpdir } from "node:os";
import type { Machine, ProgramResult } from "./finding.ts";

/** No version takes longer, and a hanging mount must not hold the report up. */
const PROGRAM_LIMIT_MS = 5_000;
const SOCKET_LIMIT_MS = 2_000;

/** This machine, seen with an environment. */
export function thisMachine(env: Machine["env"]): Machine {
  const { os, arch } = Deno.build;
  return { os, arch, env, tempFolder: tmpdir(), read, run, knock, whyNotWritable };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined; // all that matters here
  }
}

async function run(program: string, ...args: string[]): Promise<ProgramResult | undefined> {
  try {
    const signal = AbortSignal.timeout(PROGRAM_LIMIT_MS);
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      stdin: "null",
      signal,
    }).output();
    if (signal.aborted) return undefined;
    const decoder = new TextDecoder();
    return { code, text: `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`.trim() };
  } catch {
    return undefined; // not there, or not to be run
  }
}

async function knock(path: string): ReturnType<Machine["knock"]> {
  try {
    if (!(await Deno.stat(path)).isSocket) return "missing";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "missing" : "denied";
  }
  try {
    const connecting = Deno.connect({ transport: "unix", path });
    const timer = Promise.withResolvers<"silent">();
    const limit = setTimeout(() => timer.resolve("silent"), SOCKET_LIMIT_MS);
    try {
      return await Promise.race([
        connecting.then((connection): "answers" => (connection.close(), "answers")),
        timer.promise,
      ]);
    } finally {
      clearTimeout(limit);
    }
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied ? "denied" : "silent";
  }
}

async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await Deno.remove(await Deno.makeTempFile({ dir: folder, prefix: "tessera-doctor-" }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
