/** Upstream's commands that call an endpoint. @module */

import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";

/** One of them. */
export interface EndpointCommand {
  /** As typed. */
  readonly name: string;
  readonly summary: string;
  /** As the runtime knows it; `openapi-schema` is no endpoint there. */
  readonly endpoint: string | null;
  readonly takesPayload: boolean;
}

/** In the order of the help text. */
export const ENDPOINT_COMMANDS: readonly EndpointCommand[] = [
  command("apply", true),
  command("jacobian", true),
  command("jacobian-vector-product", true),
  command("vector-jacobian-product", true),
  command("health", false),
  command("abstract-eval", true),
  command("test", true),
  {
    name: "openapi-schema",
    summary: "Get the openapi.json schema.",
    endpoint: null,
    takesPayload: false,
  },
];

function command(name: string, takesPayload: boolean): EndpointCommand {
  const endpoint = name.replaceAll("-", "_");
  return { name, summary: `Call the Tesseract function ${name}.`, endpoint, takesPayload };
}

/**
 * Refuses a command whose endpoint the module does not have.
 *
 * @param offered Names of its endpoints.
 * @throws {TesseraError} `usage` with the nearest command.
 */
export function requireOffered(command: EndpointCommand, offered: readonly string[]): void {
  if (command.endpoint === null || offered.includes(command.endpoint)) return;
  const names = ENDPOINT_COMMANDS.filter(({ endpoint }) =>
    endpoint === null || offered.includes(endpoint)
  ).map(({ name }) => name);
  const nearest = findNearestName(command.name, names);
  throw new TesseraError(
    "usage",
    `No such command '${command.name}': the module does not define ${command.endpoint}`,
    nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` },
  );
}
