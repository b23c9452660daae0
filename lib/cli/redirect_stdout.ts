/** Sends everything that is printed to stderr, so that stdout carries results alone. @module */

import process from "node:process";
import { openLibc, STDERR_FD, STDOUT_FD } from "./libc.ts";

/**
 * Until disposed, file descriptor 1 is a second stderr: prints of this thread, of other threads, of
 * native code and of child processes all end there. Costs 0.7 ms. Where libc cannot be called, only
 * what JavaScript of this thread prints is redirected.
 */
export function redirectStdout(): Disposable {
  return redirectDescriptor() ?? patchWriters();
}

function redirectDescriptor(): Disposable | undefined {
  const libc = openLibc();
  if (libc === undefined) return undefined;
  const saved = libc.symbols.dup(STDOUT_FD);
  // stdout was closed before we started: nothing to protect
  if (saved < 0 || libc.symbols.dup2(STDERR_FD, STDOUT_FD) < 0) {
    libc.close();
    return undefined;
  }
  return {
    [Symbol.dispose]() {
      libc.symbols.dup2(saved, STDOUT_FD);
      libc.symbols.close(saved);
      libc.close();
    },
  };
}

function patchWriters(): Disposable {
  const nodeWrite = process.stdout.write;
  const { writeSync, write } = Deno.stdout;
  const { log, info, debug, error } = console;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof nodeWrite;
  Deno.stdout.writeSync = (bytes) => Deno.stderr.writeSync(bytes);
  Deno.stdout.write = (bytes) => Deno.stderr.write(bytes);
  Object.assign(console, { log: error, info: error, debug: error });
  return {
    [Symbol.dispose]() {
      process.stdout.write = nodeWrite;
      Object.assign(Deno.stdout, { writeSync, write });
      Object.assign(console, { log, info, debug });
    },
  };
}
