/** Where the result of a command goes. @module */

import path from "node:path";
import { resolveInside } from "../../runtime/files/confined_path.ts";
import { TesseraError } from "../core/errors.ts";
import { unwritable } from "../core/unwritable.ts";
import type { CliIo } from "./io.ts";
import { writeFully } from "./write_fully.ts";

const LINE_END = new TextEncoder().encode("\n");

/** Pieces of a result, in order. */
export type ResultChunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A file below a folder. */
export interface OutputFile {
  /** Made when it is missing. */
  readonly folder: string;
  /** Relative to `folder`; may name folders of its own. */
  readonly name: string;
}

/**
 * Writes a result to stdout, as it is. Only on a terminal a line end is added, so that the next prompt
 * stands in a line of its own.
 */
export async function writeResult(io: CliIo, chunks: ResultChunks): Promise<void> {
  for await (const chunk of chunks) io.writeOut(chunk);
  if (io.outColumns !== undefined) io.writeOut(LINE_END);
}

/**
 * Writes a result to a file: beside its place first, then renamed, so that the file is whole or not
 * there.
 *
 * @throws {TesseraError} `unavailable` when the folder cannot be made or written to; `bad_input` when
 * the name leaves the folder.
 */
export async function writeResultFile(file: OutputFile, chunks: ResultChunks): Promise<void> {
  const target = resolveOutputFile(file);
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await Deno.mkdir(path.dirname(target), { recursive: true });
    await writeNewFile(temporary, chunks);
    await Deno.rename(temporary, target);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    throw unwritable(`Cannot write result to "${target}"`, cause);
  }
}

/**
 * Makes the output folder and proves that it can be written to, before hours of work depend on it.
 *
 * @param name A file that will be written there, or empty.
 * @throws {TesseraError} `unavailable`; `bad_input` when the name leaves the folder.
 */
export async function prepareOutput({ folder, name }: OutputFile): Promise<void> {
  if (name !== "") resolveOutputFile({ folder, name });
  const probe = path.join(folder, `.${crypto.randomUUID()}.part`);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeFile(probe, new Uint8Array(0), { createNew: true });
    await Deno.remove(probe);
  } catch (cause) {
    throw unwritable(`Cannot use output folder "${folder}": it is not writable`, cause);
  }
}

/** A link on the way must not lead out of the folder; one in the file's own place is replaced. */
function resolveOutputFile({ folder, name }: OutputFile): string {
  const isFile = path.resolve(folder, name) !== path.resolve(folder) && !/[/\\]$/.test(name);
  const parent = isFile ? parentInside(folder, path.dirname(name)) : undefined;
  if (parent !== undefined) return path.join(parent, path.basename(name));
  throw new TesseraError(
    "bad_input",
    `Cannot write result: "${name}" is not a file inside the output folder "${folder}"`,
    { hint: "Pass a relative name to --output-file, and the folder to --output-path" },
  );
}

function parentInside(folder: string, parent: string): string | undefined {
  try {
    return resolveInside(folder, parent);
  } catch (cause) {
    throw unwritable(`Cannot use output folder "${folder}"`, cause);
  }
}

async function writeNewFile(name: string, chunks: ResultChunks): Promise<void> {
  using file = await Deno.open(name, { write: true, createNew: true });
  for await (const chunk of chunks) writeFully(file, chunk);
}
