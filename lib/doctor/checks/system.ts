/** What the executable itself needs of the machine. @module */

import type { Finding, Machine } from "../finding.ts";

const MIN_GLIBC: readonly [number, number] = [2, 27];
/** Measured: the engine reserves 32 GiB as it starts, and does not start below that at all. */
const MIN_ADDRESS_SPACE_BYTES = 40 * 1024 ** 3;
const MIN_OPEN_FILES = 1_024;

/** Operating system and processor. */
export function platform({ os, arch }: Machine): Promise<Finding[]> {
  const isFound = (os === "linux" || os === "darwin") && (arch === "x86_64" || arch === "aarch64");
  return Promise.resolve([{
    name: "platform",
    isFound,
    isNeeded: true,
    detail: `${os} ${arch}`,
    why: "what releases are built and tested for",
    ...(isFound ? {} : { remedy: "Use Linux or macOS on x64 or arm64" }),
  }]);
}

/** The C library, on Linux. */
export async function glibc({ os, run }: Machine): Promise<Finding[]> {
  if (os !== "linux") return [];
  const told = await run("getconf", "GNU_LIBC_VERSION") ?? await run("ldd", "--version");
  const [, major, minor] =
    /(?:glibc|GLIBC|GNU libc\)?)[^\d\n]*(\d+)\.(\d+)/.exec(told?.text ?? "") ??
      [];
  const about = { name: "glibc", isNeeded: true, why: "what the executable is linked with" };
  if (major === undefined || minor === undefined) {
    // it runs, so there is one; only its version stays unknown
    return [{ ...about, isFound: true, detail: "version unknown: getconf and ldd do not tell" }];
  }
  const isFound = isAtLeast([Number(major), Number(minor)], MIN_GLIBC);
  return [{
    ...about,
    isFound,
    detail: `${major}.${minor}`,
    ...(isFound ? {} : {
      remedy: `Use a system with glibc ${MIN_GLIBC.join(".")} or newer (RHEL 8, Ubuntu 18.04), ` +
        "or a container with one",
    }),
  }];
}

/** `ulimit -v` and `ulimit -n`. */
export async function limits({ os, read }: Machine): Promise<Finding[]> {
  if (os !== "linux") return [];
  const text = await read("/proc/self/limits") ?? "";
  return [
    limitFinding(softLimit(text, "Max address space"), {
      name: "address space",
      least: MIN_ADDRESS_SPACE_BYTES,
      show: (bytes) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`,
      why: "the engine reserves far more addresses than it uses memory",
      remedy: "Run ulimit -v unlimited first; inside a job, limit memory by the scheduler instead",
    }),
    limitFinding(softLimit(text, "Max open files"), {
      name: "open files",
      least: MIN_OPEN_FILES,
      show: String,
      why: "every connection of a server is one",
      remedy: `Run ulimit -n ${MIN_OPEN_FILES} or more first`,
    }),
  ];
}

/** Where temporary files go. */
export async function temporaryFiles({ tempFolder, whyNotWritable }: Machine): Promise<Finding[]> {
  const reason = await whyNotWritable(tempFolder);
  const about = { name: "temporary files", isNeeded: true, why: "runs write there first" };
  if (reason === undefined) return [{ ...about, isFound: true, detail: tempFolder }];
  const remedy = "Set TMPDIR to a folder that you may write to";
  return [{ ...about, isFound: false, detail: `${tempFolder}: ${reason}`, remedy }];
}

interface LimitTexts extends Pick<Finding, "name" | "why"> {
  readonly least: number;
  show(value: number): string;
  readonly remedy: string;
}

function limitFinding(value: number | undefined, texts: LimitTexts): Finding {
  const { name, why, least, show, remedy } = texts;
  const about = { name, why, isNeeded: true };
  if (value === undefined) return { ...about, isFound: true, detail: "limit unknown" };
  if (value === Infinity) return { ...about, isFound: true, detail: "no limit" };
  if (value >= least) return { ...about, isFound: true, detail: show(value) };
  return { ...about, isFound: false, detail: `${show(value)}, expected ${show(least)}`, remedy };
}

/** `Max open files            1024                 4096                 files` */
function softLimit(text: string, name: string): number | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith(name));
  const word = line?.slice(name.length).trim().split(/\s+/)[0];
  if (word === "unlimited") return Infinity;
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;
}

function isAtLeast(found: readonly [number, number], least: readonly [number, number]): boolean {
  return found[0] > least[0] || (found[0] === least[0] && found[1] >= least[1]);
}
