/** What the module prints while a sweep goes on: into a file, so that it neither hides nor becomes the progress. @module */

import { writeFully } from "../../write_fully.ts";

const LIBC_BY_OS: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};
const STDOUT_FD = 1;
const STDERR_FD = 2;
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

function openLibc() {
  const name = LIBC_BY_OS[Deno.build.os];
  if (name === undefined) return undefined;
  try {
    return Deno.dlopen(name, {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
      creat: { parameters: ["buffer", "u32"], result: "i32" },
      write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    });
  } catch {
    return undefined; // musl, or no permission for native calls
  }
}
