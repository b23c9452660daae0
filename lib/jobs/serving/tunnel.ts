/** How to reach a server on a node from a laptop. @module */

import type { Announced } from "./announcement.ts";

const LOOPBACK = /^(127\.|localhost$|\[?::1\]?$)/;

/** Who logs in where. */
export interface LoginPlace {
  /** Name of this machine, as laptops may know it. */
  readonly host: string;
  readonly user: string | undefined;
}

/** Whether only the server's own machine reaches it. */
export function isLoopbackOnly({ host }: Announced): boolean {
  return LOOPBACK.test(host);
}

/**
 * The line to type on a laptop, after which the server is at `http://127.0.0.1:PORT` there.
 *
 * @param node Where the server runs, in the scheduler's words; nothing for this machine.
 */
export function tunnelLine(
  announced: Announced,
  { node, login }: { node: string | undefined; login: LoginPlace },
): string {
  const { port } = announced;
  const to = (host: string) => login.user === undefined ? host : `${login.user}@${host}`;
  if (!isLoopbackOnly(announced)) {
    return `ssh -N -L ${port}:${URL.parse(announced.url)?.hostname ?? node}:${port} ${
      to(login.host)
    }`;
  }
  const forward = `-L ${port}:127.0.0.1:${port}`;
  // on the node's own loopback: only who logs in to the node gets there
  return node === undefined
    ? `ssh -N ${forward} ${to(login.host)}`
    : `ssh -N -J ${to(login.host)} ${forward} ${to(node)}`;
}
