/**
 * The executable: argv in, exit code out.
 *
 * @module
 */

import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { formatBug, formatFailure } from "./lib/cli/error_text.ts";
import { EXIT, exitCodeOf } from "./lib/cli/exit.ts";
import type { CliIo } from "./lib/cli/io.ts";
import { processIo } from "./lib/cli/process_io.ts";
import { runCli } from "./lib/cli/program.ts";
import { TesseraError } from "./lib/core/errors.ts";

/**
 * How long this module says that it is still being evaluated. Deno 2.7 on Linux gives free memory back to the system
 * when its main module is evaluated, which takes 4 ms and is worth it only for what runs for long.
 */
const EVALUATION_MS = 300;

/**
 * Runs a command line and says what the process should end with. Failures are printed here and
 * nowhere else.
 *
 * @param argv Arguments after the program's name.
 * @param programName argv[0].
 */
export async function main(
  argv: readonly string[],
  io: CliIo,
  programName = "tessera",
): Promise<number> {
  try {
    return await runCli(argv, io, programName);
  } catch (error) {
    if (error instanceof TesseraError) {
      io.writeErr(formatFailure(error));
      return exitCodeOf(error.code);
    }
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.brokenPipe;
    io.writeErr(formatBug(error));
    return EXIT.failed;
  }
}

if (import.meta.main) {
  const ended = main(Deno.args, processIo(), process.argv0).then((code) => Deno.exit(code));
  // not until the end: a top-level await hides that a module left nothing to wait for
  await Promise.race([ended, pause(EVALUATION_MS)]);
}
