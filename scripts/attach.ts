/** Puts a file into an executable, where {@linkcode readAttachedFile} finds it. @module */

import { writeFully } from "../lib/cli/write_fully.ts";
import { payloadSizeIn } from "./denort.ts";

/** Whether executables for a platform can carry one: those of macOS are signed, and say where everything is. */
export function canAttach(target: string): boolean {
  return target.includes("linux");
}

/**
 * Puts a file before the payload of a program made by `deno compile`.
 *
 * @throws {Error} when it is not such a program.
 */
export async function attachFile(executable: string, file: Uint8Array): Promise<void> {
  const program = await Deno.readFile(executable);
  const payloadBytes = payloadSizeIn(program);
  if (payloadBytes === undefined) {
    throw new Error(
      `Cannot attach a file to ${executable}: its trailer says no length of a payload`,
    );
  }
  using output = await Deno.open(executable, { write: true });
  await output.seek(program.length - payloadBytes, Deno.SeekMode.Start);
  writeFully(output, file);
  writeFully(output, program.subarray(-payloadBytes));
}
