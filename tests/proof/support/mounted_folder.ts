/** Small disks in memory, for tests that need one that is full or read-only. @module */

import { runProgram } from "../../e2e/support/executable.ts";
import { tempFolder } from "../../e2e/support/temp_folder.ts";

/** A folder with a file system of its own, unmounted and removed at the end of the scope. */
export interface MountedFolder extends AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
}

/** Mounts an empty tmpfs with these options of mount(8), such as "size=1m"; needs "mounts". */
export async function mountedFolder(options: string): Promise<MountedFolder> {
  await using owned = new AsyncDisposableStack();
  const { path } = owned.use(await tempFolder());
  const target = `${path}/disk`;
  await Deno.mkdir(target);
  await must("mount", ["-t", "tmpfs", "-o", options, "tmpfs", target]);
  owned.defer(() => must("umount", [target]));
  const kept = owned.move();
  return { path: target, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram(program, args);
  if (code !== 0) throw new Error(`Cannot run "${program} ${args.join(" ")}": ${stderr}`);
}
