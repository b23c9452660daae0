/** What is examined: a new examination is a function in `checks/` and a line here. @module */

import { apptainer, engines, slurm } from "./checks/backends.ts";
import { authorities, proxies } from "./checks/network.ts";
import { python } from "./checks/python.ts";
import { glibc, limits, platform, temporaryFiles } from "./checks/system.ts";
import type { Examination, Finding, Machine } from "./finding.ts";

/** In the order of the report. */
export const EXAMINATIONS: readonly Examination[] = [
  platform,
  glibc,
  limits,
  temporaryFiles,
  engines,
  slurm,
  apptainer,
  python,
  proxies,
  authorities,
];

/** Everything there is to say about a machine. */
export async function examine(machine: Machine): Promise<Finding[]> {
  return (await Promise.all(EXAMINATIONS.map((look) => look(machine)))).flat();
}
