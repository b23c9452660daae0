/** What editors know "tessera" and "zod" from: declaration files that the executable carries. @module */

import { TesseraError } from "../core/errors.ts";

/** Where the built declarations are; scripts/bundle.ts puts the place inside the executable here. */
const FOLDER = new URL("../../dist/declarations/", import.meta.url);

/**
 * Declaration files by path: `tessera/mod.d.ts`, `zod/index.d.ts` and everything they import.
 *
 * @throws {TesseraError} `unavailable` when the program is run from its sources and they are not built.
 */
export async function readDeclarations(folder: URL = FOLDER): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await Deno.readTextFile(new URL("declarations.json", folder));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new TesseraError(
      "unavailable",
      'Cannot write the types of "tessera": found no built declarations beside the sources',
      { hint: "Run ./denow run -A scripts/build_declarations.ts", cause },
    );
  }
  return JSON.parse(text); // our own build wrote it
}
