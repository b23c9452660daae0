/** The releases of Slurm that tests start clusters of. */

import { needs, newerSlurmRoot } from "../../requirements.ts";

/** A release of Slurm. */
export interface SlurmRelease {
  /** As tests name it. */
  readonly name: string;
  /** Whether it is missing here. */
  readonly ignore: boolean;
  /** A folder with the Debian release that has it; nothing for this machine's own. */
  readonly debianRoot?: string;
}

/** This machine's Slurm, and that of the next Debian release. */
export const SLURM_RELEASES: readonly SlurmRelease[] = [
  { name: "Slurm", ...needs("slurm") },
  { name: "newer Slurm", ...needs("newerSlurm"), debianRoot: newerSlurmRoot() },
];
