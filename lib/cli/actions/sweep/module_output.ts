/** What the module prints while a sweep goes on: into a file, so that it neither hides nor becomes the progress. @module */

import { writeFully } from "../../write_fully.ts";
import { openLibc, STDERR_FD, STDOUT_FD } from "../../libc.ts";

const FILE_MODE = 0o600;

/** Where the module's prints go, and how to reach whoever runs the sweep meanwhile. */
export interface ModuleOutput extends Disposable {
  /** Writes to what stderr was before. */
  writeErr(text: string): void;
}

/**
 * Until disposed, the descriptors of stdout and stderr lead to a file, which is removed at the end if nothing was
 * printed. Where libc cannot be called, everything stays as it is.
 *
 * @param path A file that is not there yet.
 */
export function divertModuleOutput(
  path: string,
  io: { writeErr(text: string): void },
): ModuleOutput {
  const libc = openLibc();
  if (libc === undefined) {
    return { writeErr: (text) => io.writeErr(text), [Symbol.dispose]: () => {} };
  }
  const { dup, dup2, close, creat, write } = libc.symbols;
  const file = creat(new TextEncoder().encode(`${path}\0`), FILE_MODE);
  if (file < 0) {
    libc.close();
    return { writeErr: (text) => io.writeErr(text), [Symbol.dispose]: () => {} };
  }
  const [stdout, stderr] = [dup(STDOUT_FD), dup(STDERR_FD)];
  for (const descriptor of [STDOUT_FD, STDERR_FD]) dup2(file, descriptor);
  close(file);
  const sink = {
    writeSync(bytes: Uint8Array): number {
      const written = Number(write(stderr, new Uint8Array(bytes), BigInt(bytes.byteLength)));
      // whoever closed stderr does not want to know
      return written < 0 ? bytes.byteLength : written;
    },
  };
  return {
    writeErr: (text) => writeFully(sink, new TextEncoder().encode(text)),
    [Symbol.dispose]() {
      for (const [saved, descriptor] of [[stdout, STDOUT_FD], [stderr, STDERR_FD]] as const) {
        if (saved < 0) continue;
        dup2(saved, descriptor);
        close(saved);
      }
      libc.close();
      removeIfEmpty(path);
    },
  };
}

function removeIfEmpty(path: string): void {
  try {
    if (Deno.statSync(path).size === 0) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
