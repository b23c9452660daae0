/** A TCP proxy that cuts connections where a test says, as bad networks do. @module */

/** Where the proxy forwards to. */
export type Upstream = Deno.ConnectOptions | Deno.UnixConnectOptions;

/** A running proxy. */
export interface CuttingProxy extends AsyncDisposable {
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  /** Connections that it cut so far. */
  readonly cuts: number;
  /** Arms it: the connection that passes so many bytes in that direction first is cut; once per call. */
  cut(direction: "down" | "up", afterBytes: number): void;
}

/** What may be changed in a proxy of another kind. */
export interface CuttingProxyOptions {
  /** Rewrites what comes down a connection to the main port. */
  rewriteDown?: (chunk: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Starts a proxy on a port of its own. */
export function startCuttingProxy(
  upstream: Upstream,
  options: CuttingProxyOptions = {},
): CuttingProxy & { forward(upstream: Upstream): number } {
  const proxy = new TcpProxy(options);
  const port = proxy.listen(upstream, true);
  return Object.assign(proxy, { port, forward: (to: Upstream) => proxy.listen(to, false) });
}

interface Cut {
  readonly direction: "down" | "up";
  leftBytes: number;
}

class TcpProxy {
  cuts = 0;
  #isClosed = false;
  readonly #armed: Cut[] = [];
  readonly #listeners: Deno.Listener[] = [];
  readonly #connections = new Set<Deno.Conn>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(private readonly options: CuttingProxyOptions) {}

  cut(direction: "down" | "up", afterBytes: number): void {
    this.#armed.push({ direction, leftBytes: afterBytes });
  }

  listen(upstream: Upstream, isMain: boolean): number {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#listeners.push(listener);
    this.#keep(this.#accept(listener, upstream, isMain));
    return (listener.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const listener of this.#listeners) closeQuietly(listener);
    for (const connection of this.#connections) closeQuietly(connection);
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #keep(task: Promise<void>): void {
    const kept = task.catch(() => {}).finally(() => this.#tasks.delete(kept));
    this.#tasks.add(kept);
  }

  async #accept(listener: Deno.Listener, upstream: Upstream, isMain: boolean): Promise<void> {
    for await (const client of listener) this.#keep(this.#join(client, upstream, isMain));
  }

  async #join(client: Deno.Conn, upstream: Upstream, isMain: boolean): Promise<void> {
    const both = [client];
    this.#connections.add(client);
    try {
      const server = await ("path" in upstream ? Deno.connect(upstream) : Deno.connect(upstream));
      both.push(server);
      this.#connections.add(server);
      // Clients open connections ahead: one may come while the proxy is closed.
      if (this.#isClosed) return;
      const rewrite = isMain ? this.options.rewriteDown : undefined;
      await Promise.all([
        this.#pump(client, server, "up", undefined),
        this.#pump(server, client, "down", rewrite),
      ]);
    } finally {
      for (const connection of both) {
        closeQuietly(connection);
        this.#connections.delete(connection);
      }
    }
  }

  async #pump(
    from: Deno.Conn,
    to: Deno.Conn,
    direction: "down" | "up",
    rewrite: CuttingProxyOptions["rewriteDown"],
  ): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const length = await from.read(buffer);
      if (length === null) break;
      const chunk = await rewrite?.(buffer.slice(0, length)) ?? buffer.subarray(0, length);
      const passed = this.#passable(direction, chunk.length);
      await writeAll(to, chunk.subarray(0, passed));
      if (passed < chunk.length) throw new Error("cut");
    }
    await to.closeWrite();
  }

  /** How many bytes pass before a cut; all of them when none is due. */
  #passable(direction: "down" | "up", length: number): number {
    const cut = this.#armed.find((armed) => armed.direction === direction);
    if (cut === undefined) return length;
    if (length <= cut.leftBytes) {
      cut.leftBytes -= length;
      return length;
    }
    this.#armed.splice(this.#armed.indexOf(cut), 1);
    this.cuts++;
    return cut.leftBytes;
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
}

function closeQuietly(resource: { close(): void }): void {
  try {
    resource.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
