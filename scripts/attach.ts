/** Puts a file into an executable, where {@linkcode readAttachedFile} finds it. @module */

import { payloadSizeOf, TRAILER_BYTES } from "./entries/attached_file.ts";

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
  const payloadBytes = payloadSizeOf(program.subarray(-TRAILER_BYTES));
  if (payloadBytes < TRAILER_BYTES || payloadBytes >= program.length) {
    throw new Error(`Cannot attach a file to ${executable}: ${payloadBytes} bytes of payload`);
  }
  using output = await Deno.open(executable, { write: true });
  await output.seek(program.length - payloadBytes, Deno.SeekMode.Start);
  for (const part of [file, program.subarray(-payloadBytes)]) {
    for (let at = 0; at < part.length;) at += await output.write(part.subarray(at));
  }
}
