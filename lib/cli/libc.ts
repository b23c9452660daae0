/** The few functions of the C library that stdout and stderr are redirected with. @module */

const LIBC_BY_OS: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/** Descriptor of standard output, whatever the JavaScript streams of that name are. */
export const STDOUT_FD = 1;
/** Descriptor of standard error. */
export const STDERR_FD = 2;

const FUNCTIONS = {
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  creat: { parameters: ["buffer", "u32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
} as const;

/** The functions, to be closed after use; nothing where they cannot be called: musl, or no permission. */
export function openLibc(): Deno.DynamicLibrary<typeof FUNCTIONS> | undefined {
  const name = LIBC_BY_OS[Deno.build.os];
  if (name === undefined) return undefined;
  try {
    return Deno.dlopen(name, FUNCTIONS);
  } catch {
    return undefined;
  }
}
