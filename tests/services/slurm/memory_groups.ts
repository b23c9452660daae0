/** Control groups of the kernel, with which Slurm keeps jobs to their memory. */

const ROOT = "/sys/fs/cgroup";

/** Controllers in whose folders slurmd makes groups. */
const CONTROLLERS = ["memory", "freezer", "cpuset"];

/**
 * Whether slurmd can make groups here: the kernel's first kind, as root. With the second kind it needs systemd, or a
 * part of the tree that somebody has set aside for it, which test machines rarely have.
 */
export function hasMemoryGroups(): boolean {
  const path = `${ROOT}/memory/tessera-${crypto.randomUUID()}`;
  try {
    Deno.mkdirSync(path);
    Deno.removeSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The text of cgroup.conf. */
export const CGROUP_CONF = [
  "CgroupPlugin=cgroup/v1",
  `CgroupMountpoint=${ROOT}`,
  "ConstrainRAMSpace=yes",
  "",
].join("\n");

/** Removes the groups that a node's daemon has made, once its processes are gone. */
export async function removeMemoryGroups(node: string): Promise<void> {
  for (const name of CONTROLLERS) await removeGroups(`${ROOT}/${name}/slurm_${node}`);
}

/** Groups are removed as empty folders, the inner ones first; their files cannot be removed. */
async function removeGroups(path: string): Promise<void> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) await removeGroups(`${path}/${name}`);
    }
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
