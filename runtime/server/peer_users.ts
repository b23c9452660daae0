/** Whose processes are on the other end of loopback connections (Linux). @module */

/** How long a looked-up peer stays known: a port may then belong to somebody else. */
const KNOWN_MS = 1_000;
const MAX_KNOWN = 10_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** What is read from the system; replaced in tests. */
export interface SocketTables {
  /** Content of `/proc/net/tcp` and `/proc/net/tcp6`; empty where there are none. */
  read(): string;
  /** User id of this process. */
  ownUid(): number | null;
  now(): number;
}

/**
 * Tells whether a loopback peer belongs to this user or to root, from the uid that Linux states for
 * each socket in `/proc/net/tcp` and `/proc/net/tcp6`.
 */
export class PeerUsers {
  readonly #serverPort: number;
  readonly #tables: SocketTables;
  readonly #ownUid: number | null;
  readonly #known = new Map<string, { isAllowed: boolean; untilMs: number }>();

  constructor(serverPort: number, tables: SocketTables = SYSTEM_TABLES) {
    this.#serverPort = serverPort;
    this.#tables = tables;
    this.#ownUid = tables.ownUid();
  }

  /** Whether the process that connected from there may call. */
  isAllowed(hostname: string, port: number): boolean {
    const key = `${hostname} ${port}`;
    const nowMs = this.#tables.now();
    const known = this.#known.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.isAllowed;
    const isAllowed = this.#lookUp(hostname, port);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { isAllowed, untilMs: nowMs + KNOWN_MS });
    return isAllowed;
  }

  #lookUp(hostname: string, port: number): boolean {
    if (!LOOPBACK.test(hostname)) return false;
    const uid = uidOfPeer(this.#tables.read(), port, this.#serverPort);
    // a socket without a row has closed already: nobody can read the answer
    return uid !== undefined && (uid === 0 || uid === this.#ownUid);
  }
}

/**
 * The uid of the socket that is bound to `peerPort` and connected to `serverPort`.
 *
 * Rows read `sl local_address rem_address st tx:rx tr:when retrnsmt uid …` with addresses as
 * hex `ADDRESS:PORT` (proc(5), "/proc/net/tcp").
 */
export function uidOfPeer(
  tables: string,
  peerPort: number,
  serverPort: number,
): number | undefined {
  const local = `:${hexPort(peerPort)}`;
  const remote = `:${hexPort(serverPort)}`;
  for (const row of tables.split("\n")) {
    if (!row.includes(local)) continue;
    const fields = row.trim().split(/\s+/);
    if (fields[1]?.endsWith(local) !== true || fields[2]?.endsWith(remote) !== true) continue;
    const uid = Number(fields[7]);
    if (Number.isInteger(uid)) return uid;
  }
  return undefined;
}

/**
 * Whether this machine still has the server's end of a connection from `peerPort`; state 01 is
 * "established", and a client that closed its end has left.
 */
export function isConnected(tables: string, peerPort: number, serverPort: number): boolean {
  const local = `:${hexPort(serverPort)}`;
  const remote = `:${hexPort(peerPort)}`;
  return tables.split("\n").some((row) => {
    if (!row.includes(remote)) return false;
    const [, localAddress, remoteAddress, state] = row.trim().split(/\s+/);
    return localAddress?.endsWith(local) === true && remoteAddress?.endsWith(remote) === true &&
      state === "01";
  });
}

/** The system's table of TCP sockets; empty where there is none (only Linux has it). */
export function readSocketTables(): string {
  return SYSTEM_TABLES.read();
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

const SYSTEM_TABLES: SocketTables = {
  read: () => readIfThere("/proc/net/tcp") + readIfThere("/proc/net/tcp6"),
  ownUid: () => Deno.uid(),
  now: () => performance.now(),
};

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
