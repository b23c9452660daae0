/** Whose processes are on the other end of loopback connections (Linux). @module */

/** How long a looked-up peer stays known: a port may then belong to somebody else. */
const KNOWN_MS = 1_000;
const MAX_KNOWN = 10_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** What is read from the system; replaced in tests. */
export interface SocketTables {
  /**
   * Content of `/proc/net/tcp` or `/proc/net/tcp6`; empty where there is none. A read takes
   * milliseconds, however few sockets there are: the kernel walks a table made for many.
   */
  read(table: SocketTable): string;
  /** User id of this process. */
  ownUid(): number | null;
  now(): number;
}

/** IPv4 sockets stand in the first, IPv6 sockets, also those that speak IPv4, in the second. */
export const SOCKET_TABLES = ["tcp", "tcp6"] as const;

/** Name of a table of sockets. */
export type SocketTable = (typeof SOCKET_TABLES)[number];

interface KnownPeer {
  readonly port: number;
  readonly isAllowed: boolean;
  readonly untilMs: number;
}

/**
 * Tells whether a loopback peer belongs to this user or to root, from the uid that Linux states for
 * each socket in `/proc/net/tcp` and `/proc/net/tcp6`.
 */
export class PeerUsers {
  readonly #serverPort: number;
  readonly #tables: SocketTables;
  readonly #ownUid: number | null;
  readonly #known = new Map<string, KnownPeer>();

  constructor(serverPort: number, tables: SocketTables = SYSTEM_TABLES) {
    this.#serverPort = serverPort;
    this.#tables = tables;
    this.#ownUid = tables.ownUid();
  }

  /** Whether the process that connected from there may call. */
  isAllowed(hostname: string, port: number): boolean {
    const key = `${hostname} ${port}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.untilMs > this.#tables.now()) return known.isAllowed;
    if (!LOOPBACK.test(hostname)) return false;
    return this.#lookUp(key, port);
  }

  /** Looks a peer up, and with the same reading every other one that is known. */
  #lookUp(key: string, port: number): boolean {
    const untilMs = this.#tables.now() + KNOWN_MS;
    const wanted = new Map([...this.#known].map(([other, peer]) => [other, peer.port]));
    if (wanted.size >= MAX_KNOWN) wanted.clear();
    wanted.set(key, port);
    this.#known.clear();
    for (const table of SOCKET_TABLES) {
      if (this.#known.has(key)) break;
      const rows = this.#tables.read(table);
      for (const [other, peerPort] of wanted) {
        const uid = uidOfPeer(rows, peerPort, this.#serverPort);
        if (uid === undefined) continue;
        this.#known.set(other, { port: peerPort, isAllowed: this.#isOurs(uid), untilMs });
      }
    }
    // a socket without a row has closed already: nobody can read the answer
    return this.#known.get(key)?.isAllowed ?? false;
  }

  #isOurs(uid: number): boolean {
    return uid === 0 || uid === this.#ownUid;
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

/** The system's tables of TCP sockets; empty where there are none (only Linux has them). */
export function readSocketTables(): string {
  return SOCKET_TABLES.map(SYSTEM_TABLES.read).join("");
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

const SYSTEM_TABLES: SocketTables = {
  read: (table) => readIfThere(`/proc/net/${table}`),
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
