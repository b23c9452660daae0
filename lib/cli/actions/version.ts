/** What `tessera version` does. @module */

import manifest from "../../../deno.json" with { type: "json" };
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { writeJson } from "../output.ts";

/** The version of this program, from its manifest. */
export const VERSION: string = manifest.version;

/** Prints the version, or with `json` also the platform and what the program is made of. */
export function printVersion(io: CliIo, options: { json?: true | undefined }): number {
  if (options.json === undefined) writeOutText(io, `tessera ${VERSION}\n`);
  else {
    writeJson(io, {
      version: VERSION,
      target: Deno.build.target,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
    });
  }
  return EXIT.ok;
}
