/** Names of endpoints as they are typed. @module */

import { TesseraError } from "../core/errors.ts";
import { findNearestName } from "../core/nearest_name.ts";

/** Endpoints that commands can call although HTTP offers them in debug mode only. */
export const COMMAND_ONLY: readonly string[] = ["test"];

/**
 * The name of an endpoint as the runtime knows it: dashes become underscores.
 *
 * @param offered What the module offers; {@linkcode COMMAND_ONLY} comes on top.
 * @throws {TesseraError} `not_found` with the nearest name.
 */
export function resolveEndpointName(name: string, offered: readonly string[]): string {
  const known = [...new Set([...offered, ...COMMAND_ONLY])];
  const wanted = name.replaceAll("-", "_");
  if (known.includes(wanted)) return wanted;
  const nearest = findNearestName(wanted, known);
  throw new TesseraError(
    "not_found",
    `Cannot call "${name}": found no such endpoint, expected one of ${known.join(", ")}`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  );
}
