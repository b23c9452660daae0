/** A folder of this process alone, for what a Python process is started from. @module */

import { join } from "node:path";

/** Where the Python sources are; scripts/bundle.ts puts the place inside the executable here. */
const SOURCES = new URL("./sources/", import.meta.url);

/** The files of the Python side. */
export const PYTHON_SOURCES: readonly string[] = [
  "start.py",
  "tessera_worker/__init__.py",
  "tessera_worker/answers.py",
  "tessera_worker/arrays.py",
  "tessera_worker/calls.py",
  "tessera_worker/channel.py",
  "tessera_worker/confinement.py",
  "tessera_worker/fast_paths.py",
  "tessera_worker/main.py",
  "tessera_worker/output.py",
  "tessera_worker/tracking.py",
  "tessera_worker/upstream.py",
  "tessera_worker/worker.py",
];

/** A Unix socket's path must be shorter than 104 bytes (macOS; Linux: 108). */
const MAX_FOLDER_LENGTH = 80;

/** Paths in a folder that only this user can enter. */
export interface PrivateFolder extends Disposable {
  readonly socket: string;
  readonly script: string;
}

/** Makes the folder and writes the sources of the worker there; disposing removes it. */
export function makePrivateFolder(): PrivateFolder {
  const folder = makeFolder();
  Deno.mkdirSync(join(folder, "tessera_worker"));
  for (const name of PYTHON_SOURCES) {
    Deno.writeFileSync(join(folder, name), Deno.readFileSync(new URL(name, SOURCES)));
  }
  return {
    socket: join(folder, "socket"),
    script: join(folder, "start.py"),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

function makeFolder(): string {
  const prefix = "tessera-";
  const folder = Deno.makeTempDirSync({ prefix });
  if (folder.length <= MAX_FOLDER_LENGTH) return folder;
  Deno.removeSync(folder);
  return Deno.makeTempDirSync({ dir: "/tmp", prefix });
}
