/**
 * What some tests need beyond Deno, and how a test says so:
 *
 * ```ts ignore
 * Deno.test({ name: "client gets 422 as ValidationError", ...needs("executable", "upstream"), fn });
 * ```
 *
 * A test whose needs are not met is ignored; `task test` prints what was left out and how to include it, and
 * under CI=true counts it as failed.
 *
 * @module
 */

const ROOT = new URL("..", import.meta.url).pathname;

/** One thing that may be missing. */
export interface Requirement {
  /** The part of the suite that is left out without it. */
  readonly suite: string;
  /** How to include that part, as a clause. */
  readonly include: string;
  /** Whether it is there. */
  isMet(): boolean;
}

const requirements = {
  executable: {
    suite: "end to end",
    include: "build the executable with ./denow task compile",
    isMet: () => isFile(executablePath()),
  },
  upstream: {
    suite: "conformance against tesseract-core",
    include: "run ./denow task test --with-upstream (makes a Python environment in .cache/venv)",
    isMet: () => isFile(upstreamPython()),
  },
  storageServices: {
    suite: "storage on real S3 and FTP servers",
    include:
      "run ./denow task test --with-services (makes them in .cache/services, with Go and Python)",
    isMet: () => Object.values(storageServicePaths()).every(isFile),
  },
  schemathesis: {
    suite: "requests that schemathesis makes up",
    include:
      "run ./denow task test --with-services (makes a Python environment in .cache/services)",
    isMet: () => isFile(schemathesisPath()),
  },
  secondUser: {
    suite: "two users on one machine",
    include: "run the tests as root on Linux, for example in a container",
    isMet: () => Deno.build.os === "linux" && Deno.uid() === 0,
  },
  mounts: {
    suite: "full and read-only disks",
    include: "run the tests as root on Linux where file systems may be mounted, for example with " +
      "docker run --privileged",
    isMet: mayMount,
  },
  slurm: {
    suite: "jobs on a real Slurm cluster",
    include: "install Slurm, munge and MariaDB on Debian as root, with slurmctld, slurmd, " +
      "slurm-client, munge, slurmdbd and mariadb-server",
    isMet: hasSlurm,
  },
  slurmRest: {
    suite: "jobs through a slurmrestd",
    include: "install slurmrestd and slurm-wlm-jwt-plugin on Debian as root, beside Slurm itself",
    isMet: () => hasSlurm() && hasRestDaemon(),
  },
  newerSlurm: {
    suite: "jobs on a newer Slurm, that of the next Debian release",
    include:
      "run ./denow task test --with-services as root on Debian with debootstrap (makes it in .cache/slurm)",
    isMet: () => isFile(`${newerSlurmRoot()}/usr/sbin/slurmctld`) && mayMount(),
  },
  chromium: {
    suite: "the page at /docs in a browser",
    include: "install Debian's package chromium, or name a Chromium in TESSERA_TEST_CHROMIUM",
    isMet: () => isFile(chromiumPath()),
  },
  shells: {
    suite: "completions in every shell",
    include: "install bash, zsh and fish",
    isMet: () => ["bash", "zsh", "fish"].every(isInstalled),
  },
  curl: {
    suite: "documentation that calls curl",
    include: "install curl",
    isMet: () => isInstalled("curl"),
  },
} satisfies Record<string, Requirement>;

/** The name of a requirement. */
export type RequirementName = keyof typeof requirements;

/** Every requirement, by name. */
export const REQUIREMENTS: Readonly<Record<RequirementName, Requirement>> = requirements;

/** The user and group that stand in for somebody else where `secondUser` is met ("nobody"). */
export const SECOND_USER = { uid: 65_534, gid: 65_534 } as const;

/** The part of a test's definition that leaves it out unless everything named is there. */
export function needs(...names: readonly RequirementName[]): { ignore: boolean } {
  return { ignore: !names.every((name) => REQUIREMENTS[name].isMet()) };
}

/** The executable under test: `TESSERA_TEST_EXECUTABLE`, or `dist/tessera`. */
export function executablePath(): string {
  return Deno.env.get("TESSERA_TEST_EXECUTABLE") ?? `${ROOT}dist/tessera`;
}

/** A Python that has tesseract-core: `TESSERA_TEST_PYTHON`, or the one in `.cache/venv`. */
export function upstreamPython(): string {
  return Deno.env.get("TESSERA_TEST_PYTHON") ?? `${ROOT}.cache/venv/bin/python`;
}

/** The browser for tests of pages: `TESSERA_TEST_CHROMIUM`, or Debian's. */
export function chromiumPath(): string {
  return Deno.env.get("TESSERA_TEST_CHROMIUM") ?? "/usr/bin/chromium";
}

/** A folder with the Debian release whose Slurm is newer than this machine's. */
export function newerSlurmRoot(): string {
  return `${ROOT}.cache/slurm/trixie`;
}

/** A folder that the nodes of an existing Slurm cluster see: `TESSERA_TEST_SLURM_FOLDER`. */
export function existingSlurmFolder(): string | undefined {
  return Deno.env.get("TESSERA_TEST_SLURM_FOLDER");
}

/** The S3 server, and a Python that has the FTP server. */
export function storageServicePaths(): { s3: string; python: string } {
  const folder = `${ROOT}.cache/services`;
  return { s3: `${folder}/bin/versitygw`, python: `${folder}/venv/bin/python` };
}

/** The program that makes up requests from an OpenAPI document. */
export function schemathesisPath(): string {
  return `${ROOT}.cache/services/schemathesis/bin/schemathesis`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Whether a program is on the PATH. */
function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => isFile(`${folder}/${program}`));
}

function hasSlurm(): boolean {
  const programs = ["slurmctld", "slurmd", "sbatch", "munged", "slurmdbd", "mariadbd"];
  return programs.every(isInstalled) && mayMount();
}

/** Whether slurmrestd and its plugin for tokens are installed, in Debian's places. */
function hasRestDaemon(): boolean {
  if (!isFile("/usr/sbin/slurmrestd")) return false;
  return [...Deno.readDirSync("/usr/lib")]
    .flatMap(({ name }) => ["slurm", "slurm-wlm"].map((folder) => `/usr/lib/${name}/${folder}`))
    .some((folder) => isFile(`${folder}/auth_jwt.so`));
}

/** Whether a file system may be mounted; tried where nobody else sees it. */
function mayMount(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !isInstalled("unshare")) return false;
  const { success } = new Deno.Command("unshare", {
    args: ["--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success;
}
