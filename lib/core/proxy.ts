/** Which requests go through a proxy: as `fetch` decides it, from the environment. @module */

/** Reads a variable. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The variable that names the proxy of a request; nothing when the request goes to its server directly.
 *
 * @param url Where the request goes: http or https.
 */
export function proxyVariable(url: URL, env: ReadVariable): string | undefined {
  const excluded = env("no_proxy") ?? env("NO_PROXY") ?? "";
  if (excluded.split(",").some((pattern) => covers(pattern.trim(), url.hostname))) return undefined;
  const names = [`${url.protocol.slice(0, -1)}_proxy`, "all_proxy"];
  return names.flatMap((name) => [name, name.toUpperCase()])
    .find((name) => (env(name) ?? "") !== "");
}

/** `*`, a host, or a domain with all that is in it, with or without a dot before it. */
function covers(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  const domain = pattern.replace(/^\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
