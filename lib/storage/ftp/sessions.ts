/** Logged-in connections to FTP servers, reused while a storage is open. @module */

import { Client, FTPError } from "basic-ftp";
import type { StorageSettings } from "../storage.ts";
import { type Act, cannot, connectionFailure, notFound, StorageError } from "../storage_error.ts";
import { IdleTimer } from "../time_limit.ts";
import type { Address } from "./address.ts";

/** Replies that a moment later may be another: no data connection, busy, too many connections. */
const BUSY_REPLIES = new Set([421, 425, 426, 434, 450, 451]);
const DENIED = /permission|denied|not allowed|not permitted|privilege|forbidden|read-only/i;

/** Connections that are open and idle. */
export class Sessions {
  readonly #settings: StorageSettings;
  readonly #idle = new Map<string, Client[]>();

  constructor(settings: StorageSettings) {
    this.#settings = settings;
  }

  /**
   * Runs something on a connection. It is kept when that succeeds, and closed when it fails, is aborted, or takes
   * longer than the idle limit without starting the timer anew (or stopping it, to watch the connection itself).
   *
   * @throws {StorageError} whatever went wrong, in the words of storage; the signal's reason when aborted.
   */
  async use<T>(
    act: Act,
    address: Address,
    run: (client: Client, timer: IdleTimer) => Promise<T>,
    callerSignal?: AbortSignal,
  ): Promise<T> {
    callerSignal?.throwIfAborted();
    const timer = new IdleTimer({ act, limitMs: this.#settings.idleMs, signal: callerSignal });
    const { signal } = timer;
    const client = this.#takeIdle(address) ?? this.#newClient();
    const onAbort = () => client.close();
    signal.addEventListener("abort", onAbort, { once: true });
    timer.start();
    try {
      if (client.closed) await logIn(client, address);
      const result = await run(client, timer);
      signal.throwIfAborted();
      this.#keep(address, client);
      return result;
    } catch (error) {
      client.close();
      signal.throwIfAborted();
      throw explained(act, error);
    } finally {
      timer.end();
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Closes everything that is idle. */
  close(): void {
    for (const client of [...this.#idle.values()].flat()) client.close();
    this.#idle.clear();
  }

  #newClient(): Client {
    // A server that names another host for the data could aim us at a third party.
    // The client's own limits in time need Node's timers, which it has not got in a bundle.
    return new Client(0, { allowSeparateTransferHost: false });
  }

  #takeIdle(address: Address): Client | undefined {
    const clients = this.#idle.get(keyOf(address)) ?? [];
    for (let client = clients.pop(); client !== undefined; client = clients.pop()) {
      if (!client.closed) return client;
    }
    return undefined;
  }

  #keep(address: Address, client: Client): void {
    if (client.closed) return;
    const key = keyOf(address);
    this.#idle.set(key, [...this.#idle.get(key) ?? [], client]);
  }
}

async function logIn(client: Client, { host, port, user, password }: Address): Promise<void> {
  await client.connect(host, port);
  await client.login(user, password);
  await client.useDefaultSettings();
}

/** The failure that an exception of the client stands for. */
export function explained(act: Act, error: unknown): unknown {
  if (error instanceof StorageError) return error;
  if (!(error instanceof FTPError)) {
    return connectionFailure(act, "the server cannot be reached, or hung up", error);
  }
  const answered = `the server answered ${error.message}`;
  if (BUSY_REPLIES.has(error.code)) return connectionFailure(act, answered, error);
  if (error.code === 530 || error.code === 532) {
    return new StorageError("denied", `${cannot(act)}: ${answered}`, {
      hint: "Put user name and password into the URL: ftp://USER:PASSWORD@host/…",
    });
  }
  const isAboutName = error.code === 550 || error.code === 553;
  if (isAboutName && DENIED.test(error.message)) {
    return new StorageError("denied", `${cannot(act)}: ${answered}`, {
      hint: "Ask the owner of the server for the right to do this",
    });
  }
  if (error.code === 550) return notFound(act, answered);
  return new StorageError("failed", `${cannot(act)}: ${answered}`, {
    hint: "See what the server says, and whether the location is right",
  });
}

function keyOf({ host, port, user, password }: Address): string {
  return JSON.stringify([host, port, user, password]);
}
