/** Whoever works on a sweep: one process, known by a file that it keeps fresh while it lives. @module */

import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { isRunning, parseStat } from "../local/process_identity.ts";
import { writeFailure } from "./write_failure.ts";

const OwnerFile = z.strictObject({
  worker: z.string(),
  /** Machine, boot and space of process numbers: where those are equal, a process can be looked up. */
  place: z.string(),
  pid: z.int(),
  startTicks: z.string(),
  /** The scheduler's job, for people. */
  job: z.nullable(z.string()),
  /** It stopped in good order and works on nothing any more. */
  hasEnded: z.boolean(),
});
type OwnerFile = z.infer<typeof OwnerFile>;

/** How often an owner's file is touched. */
const RENEW_MS = 10_000;
/** Another machine's owner counts as dead when its file was not touched for so long. */
export const LEASE_MS = 60_000;

/** This process, as one that works on a sweep. Its claims are links to its file, so all are renewed at once. */
export class Owner implements Disposable {
  /** Its name, unlike any other's: also that of its results. */
  readonly worker: string;
  /** Path of its file. */
  readonly path: string;
  readonly #facts: OwnerFile;
  readonly #file: Deno.FsFile;
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(path: string, facts: OwnerFile, file: Deno.FsFile) {
    this.path = path;
    this.worker = facts.worker;
    this.#facts = facts;
    this.#file = file;
    this.#timer = setInterval(() => this.#tryToRenew(), RENEW_MS);
  }

  /**
   * @param claims Folder of the claims.
   * @throws {TesseraError} `unavailable` when its file cannot be written.
   */
  static async open(
    claims: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Owner> {
    const worker = `${hostname().replaceAll(/[^A-Za-z0-9-]+/g, "-")}-${Deno.pid}-${
      crypto.randomUUID().slice(0, 8)
    }`;
    const facts = {
      worker,
      place: await ownPlace(),
      pid: Deno.pid,
      startTicks: await ownStart(),
      job: env.SLURM_JOB_ID ?? null,
      hasEnded: false,
    };
    const path = join(claims, `owner-${worker}`);
    let file: Deno.FsFile | undefined;
    let owner: Owner | undefined;
    try {
      file = await Deno.open(path, { read: true, write: true, createNew: true });
      owner = new Owner(path, facts, file);
      owner.#write(facts);
      await file.sync();
      return owner;
    } catch (cause) {
      if (owner !== undefined) clearInterval(owner.#timer);
      file?.close();
      await Deno.remove(path).catch(() => {}); // what went wrong before says more
      throw writeFailure(path, cause);
    }
  }

  /**
   * Shows that it is alive. The file server's clock counts, not this machine's, so something is written.
   *
   * @throws {TesseraError} `unavailable` when that cannot be written.
   */
  renew(): void {
    try {
      this.#write(this.#facts);
    } catch (cause) {
      throw writeFailure(this.path, cause);
    }
  }

  /**
   * Says that it works on nothing any more: others need not wait for its lease to run out. They do where that cannot
   * be written.
   */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    try {
      this.#write({ ...this.#facts, hasEnded: true });
    } catch {
      // most likely that is why it ends, and has been told
    } finally {
      this.#file.close();
    }
  }

  /** One sign of life less is no reason to end: others may take its points over, each of which counts once. */
  #tryToRenew(): void {
    try {
      this.#write(this.#facts);
    } catch {
      // whatever is written next tells
    }
  }

  #write(facts: OwnerFile): void {
    // of the same length whatever it says, so that a reader never finds a rest of the other
    const text = JSON.stringify(facts).replace(/"hasEnded":true}$/, '"hasEnded":true }');
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(new TextEncoder().encode(text));
  }
}

/**
 * Whether the owner of a claim surely, or as far as its lease tells, does not work on it any more.
 *
 * @param asker Who wants it, and does not work on it: its own claim is from an earlier time then.
 * @param nowMs The file server's clock.
 */
export async function isAbandoned(claim: string, asker: Owner, nowMs: number): Promise<boolean> {
  const facts = parseOwner(await Deno.readTextFile(claim));
  if (facts?.hasEnded || facts?.worker === asker.worker) return true;
  if (facts !== undefined && facts.startTicks !== "" && facts.place === await ownPlace()) {
    return !await isRunning(facts.pid, facts.startTicks);
  }
  const { mtime } = await Deno.stat(claim);
  return nowMs - (mtime?.getTime() ?? nowMs) > LEASE_MS;
}

function parseOwner(text: string): OwnerFile | undefined {
  try {
    return OwnerFile.parse(JSON.parse(text));
  } catch {
    return undefined; // is being written: then only the lease counts
  }
}

/** Where no processes can be looked up it is like nowhere else. */
async function ownPlace(): Promise<string> {
  try {
    const boot = (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim();
    return `${hostname()} ${boot} ${await Deno.readLink("/proc/self/ns/pid")}`;
  } catch {
    return `${hostname()} ${crypto.randomUUID()}`;
  }
}

async function ownStart(): Promise<string> {
  try {
    return parseStat(await Deno.readTextFile("/proc/self/stat")).startTicks;
  } catch {
    return "";
  }
}
