/** Whether the nodes of a cluster are likely to see a file of this machine. @module */

/** File systems that several machines mount. */
const NETWORK_TYPE =
  /^(nfs|lustre|gpfs|beegfs|ceph|cifs|smb|afs|9p|panfs|orangefs|pvfs|gfs|ocfs|fhgfs|wekafs|vast|fuse\.)/;
/** Where programs keep what only their own machine needs. */
const OWN_FOLDER = /^\/(tmp|var\/tmp|dev\/shm|run)\//;

/** One line of the table of mounts. */
interface Mount {
  readonly folder: string;
  readonly type: string;
}

/**
 * The paths that the nodes surely or very likely do not see: those on disks of this machine while the folder of jobs is
 * on a network file system, and those in folders such as `/tmp` while it is elsewhere.
 *
 * @param paths Absolute.
 * @param jobsFolder What the nodes have to see in any case.
 * @param mountTable Text of `/proc/self/mounts`; empty where there is none.
 */
export function unlikelyShared(
  paths: readonly string[],
  jobsFolder: string,
  mountTable: string,
): string[] {
  const mounts = parseMounts(mountTable);
  const isNetwork = (path: string) => NETWORK_TYPE.test(typeOf(path, mounts));
  return paths.filter((path) => {
    if (isNetwork(path)) return false;
    if (isNetwork(jobsFolder)) return true;
    const [own] = OWN_FOLDER.exec(path) ?? [];
    return own !== undefined && !jobsFolder.startsWith(own);
  });
}

/** The table of mounts of this process; empty where the system has none. */
export async function readMountTable(): Promise<string> {
  try {
    return await Deno.readTextFile("/proc/self/mounts");
  } catch {
    return "";
  }
}

/** Later mounts hide earlier ones. */
function typeOf(path: string, mounts: readonly Mount[]): string {
  let best: Mount = { folder: "", type: "" };
  for (const mount of mounts) {
    const isAbove = path === mount.folder || path.startsWith(mount.folder.replace(/\/?$/, "/"));
    if (isAbove && mount.folder.length >= best.folder.length) best = mount;
  }
  return best.type;
}

function parseMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, folder, type] = line.split(" ");
    if (folder === undefined || type === undefined) return [];
    // blanks stand there as octal numbers
    const plain = folder.replaceAll(
      /\\([0-7]{3})/g,
      (_, digits) => String.fromCharCode(parseInt(digits, 8)),
    );
    return [{ folder: plain, type }];
  });
}
