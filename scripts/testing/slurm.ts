/** The Slurm of Debian, for tests on real clusters: this machine's, and that of a newer release. @module */

import { basename } from "node:path";
import { newerSlurmRoot, REQUIREMENTS } from "../../tests/requirements.ts";
import { capture } from "../process.ts";
import { note } from "../terminal.ts";
import { type InstallOptions, must } from "./python_environment.ts";

const PACKAGES: readonly string[] = [
  "slurmctld",
  "slurmd",
  "slurm-client",
  "munge",
  "slurmdbd",
  "mariadb-server",
];
/** The daemon with which Slurm is reached over HTTP, and what reads its tokens. */
const REST_PACKAGES: readonly string[] = ["slurmrestd", "slurm-wlm-jwt-plugin"];
const INSTALL = ["apt-get", "install", "-qq", "-y", "--no-install-recommends"];
/** A package's question whether its services may be started; 101 means no. */
const NO_SERVICES = "#!/bin/sh\nexit 101\n";
const POLICY = "/usr/sbin/policy-rc.d";
const QUIETLY = { DEBIAN_FRONTEND: "noninteractive" };

/**
 * Installs Slurm, slurmrestd, munge and MariaDB where they are missing, without starting any service: tests start
 * their own. Changes the machine: only for one that is nobody's.
 *
 * @throws {Error} When a package cannot be installed.
 */
export async function installSlurm(): Promise<void> {
  const isComplete = () => REQUIREMENTS.slurm.isMet() && REQUIREMENTS.slurmRest.isMet();
  if (isComplete()) return;
  const packages = [...PACKAGES, ...REST_PACKAGES];
  note(`Installing ${packages.join(", ")} from Debian`);
  await installHere(packages);
  if (isComplete()) return;
  throw new Error("Cannot find what Slurm needs after installing it: are namespaces allowed here?");
}

/**
 * Makes a folder with the next Debian release and its Slurm, in `.cache/slurm` (about two minutes, once); does
 * nothing when it is there, and says so when this machine cannot.
 *
 * @throws {Error} When something cannot be installed.
 */
export async function makeNewerSlurm(options: InstallOptions): Promise<void> {
  const root = newerSlurmRoot();
  if (REQUIREMENTS.newerSlurm.isMet()) return;
  const hasTools = Deno.build.os === "linux" && Deno.uid() === 0 &&
    (await capture(["debootstrap", "--version"])).code === 0;
  if (!hasTools && !options.mayInstallSystemPackages) {
    return note("A newer Slurm is left out: it takes root, and Debian's package debootstrap");
  }
  if (!hasTools) await installHere(["debootstrap"]);
  note(`Installing Slurm of Debian ${basename(root)} into ${root}`);
  const aside = `${root}.part`;
  await must(["rm", "-rf", "--one-file-system", aside]);
  await must(["mkdir", "-p", aside]);
  await must(["debootstrap", "--variant=minbase", basename(root), aside]);
  await Deno.writeTextFile(`${aside}${POLICY}`, NO_SERVICES, { mode: 0o755 });
  await must(["chroot", aside, "apt-get", "update", "-qq"], QUIETLY);
  await must(["chroot", aside, ...INSTALL, ...PACKAGES], QUIETLY);
  await Deno.rename(aside, root);
}

/** Without starting the services of what is installed. */
async function installHere(packages: readonly string[]): Promise<void> {
  const hasPolicy = (await capture(["test", "-e", POLICY])).code === 0;
  if (!hasPolicy) await Deno.writeTextFile(POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    await must(["apt-get", "update", "-qq"], QUIETLY);
    await must([...INSTALL, ...packages], QUIETLY);
  } finally {
    if (!hasPolicy) await Deno.remove(POLICY);
  }
}
