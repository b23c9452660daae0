/** Upstream's commands that call an endpoint. @module */

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
