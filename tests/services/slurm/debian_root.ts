/** Programs of another Debian release, in a folder with that release's files: for other versions of Slurm. */

import { join } from "node:path";

/** The programs that a user of the cluster calls. */
const CLIENTS = ["sbatch", "scancel", "squeue", "sacct", "sacctmgr", "scontrol", "sinfo", "srun"];

/**
 * Runs a program with another folder as its root, in mounts of its own: the release's system, this machine's
 * processes, devices, users and everything that jobs may lie in.
 */
const ENTER = `#!/bin/sh
set -e
[ "\${TESSERA_DEBIAN_ROOT-}" != "$1" ] || { shift; exec "$@"; } # in a job: inside already
export TESSERA_DEBIAN_ROOT="$1"
exec unshare --mount sh -ec '
  root=$1
  shift
  for folder in dev home opt proc root run srv sys tmp usr/local; do
    mkdir -p "$root/$folder"
    mount --rbind "/$folder" "$root/$folder"
  done
  for file in group hosts passwd resolv.conf; do
    [ -e "$root/etc/$file" ] || : >"$root/etc/$file"
    mount --bind "$(readlink -f "/etc/$file")" "$root/etc/$file"
  done
  exec chroot "$root" "$@"
' sh "$@"
`;

/**
 * Makes the way into a root, and a program for each of Slurm's that takes it.
 *
 * @param root The folder with the release, as debootstrap makes it.
 * @param folder Where the programs are written.
 * @returns What stands before a program and its arguments to run it in the root.
 */
export async function makeEntrance(root: string, folder: string): Promise<string[]> {
  const enter = join(folder, "enter");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(enter, ENTER, { mode: 0o755 });
  for (const name of CLIENTS) {
    const text = `#!/bin/sh\nexec ${enter} ${root} /usr/bin/${name} "$@"\n`;
    await Deno.writeTextFile(join(folder, name), text, { mode: 0o755 });
  }
  return [enter, root];
}
