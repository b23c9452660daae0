/** Serves a module over HTTP. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { RuntimeConfig } from "../config/config.ts";
import type { InspectSetup } from "../debugging/inspector.ts";
import { WorkerPool } from "../workers/pool.ts";
import { startPythonWorker } from "../workers/python_worker.ts";
import { startThreadWorker } from "../workers/thread_worker.ts";
import { requireSameUser, requireToken } from "./access.ts";
import type { Access } from "./access_policy.ts";
import type { Activity } from "./idle_watch.ts";
import { createApp } from "./app.ts";
import { ClientWatch, type ConnectionCheck } from "./client_watch.ts";
import { type PythonOptions, pythonSetup } from "./python_workers.ts";
import { isConnected, PeerUsers, readSocketTables } from "./peer_users.ts";

/** How long an idle worker looks for the next call before it sleeps. */
const SPIN_MS = 0.3;

/** How a module is served. */
export interface ServeOptions {
  /** Absolute path of the module. */
  readonly modulePath: string;
  readonly config: RuntimeConfig;
  /** Where debuggers can attach to the workers; nowhere without it. */
  readonly inspect?: InspectSetup;
  /** How to run a module that is Python; absent for others. */
  readonly python?: PythonOptions;
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Calls that run at the same time, each in a worker of its own. */
  readonly numWorkers: number;
  /** Calls that may wait; more are answered with 503. */
  readonly queueSize: number;
  /** Limit for one call; none without it. */
  readonly timeoutMs?: number;
  /** How long a call may go on after its client has left; 2 s without it. */
  readonly cancelGraceMs?: number;
  readonly maxBodyBytes: number;
  /** JavaScript heap of a worker; array data does not count. */
  readonly workerHeapMib?: number;
  /** Who may call. */
  readonly access: Access;
  /** Told what the operator should know, such as a worker that ended. */
  readonly onNote: (text: string) => void;
}

/** A server that answers. */
export interface RunningServer {
  /** Base URL, with the host that clients should use. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly endpoints: readonly string[];
  /** What it is doing at this moment. */
  activity(): Activity;
  /** Ends the server: no new requests, those under way get at most `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

/**
 * Starts to listen, then loads the module; early requests wait for it.
 *
 * @throws {TesseraError} `unavailable` when the address cannot be had, `failed` when the module
 *   cannot be loaded.
 */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const pool = createPool(options);
  const ready = Promise.withResolvers<Handler>();
  ready.promise.catch(() => {});
  let handle: Handler = async (request, info) => (await ready.promise)(request, info);
  const server = listen(options, (request, info) => handle(request, info));
  const { port } = server.addr;
  const watch = new ClientWatch(() => connectionCheck(port));
  try {
    const { endpoints, openapi } = await pool.ready();
    const app = createApp({
      pool,
      watch,
      openapi,
      endpoints: endpoints.filter((name) => name !== "health"),
      maxBodyBytes: options.maxBodyBytes,
      access: accessCheck(options.access, port),
    });
    handle = (request, info) => app.fetch(request, info);
    ready.resolve(handle);
    return {
      url: `http://${urlHost(options.host)}:${port}`,
      host: options.host,
      port,
      endpoints,
      activity: () => pool.activity(),
      async stop(limitMs) {
        const closed = server.shutdown();
        await pool.stop(limitMs);
        watch.close();
        const timer = setTimeout(() => server.unref(), limitMs);
        await Promise.race([closed, delay(1_000)]);
        clearTimeout(timer);
      },
    };
  } catch (error) {
    ready.reject(error);
    await pool.stop(0);
    await server.shutdown();
    throw error;
  }
}

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

function createPool(options: ServeOptions): WorkerPool {
  const { modulePath, config, inspect, workerHeapMib, python, numWorkers } = options;
  const setup = { modulePath, config, ...(inspect === undefined ? {} : { inspect }) };
  const limits = {
    ...(workerHeapMib === undefined ? {} : { heapMib: workerHeapMib }),
    // a worker that looks for its next call needs a core of its own
    ...(options.numWorkers < navigator.hardwareConcurrency ? { spinMs: SPIN_MS } : {}),
  };
  return new WorkerPool({
    start: (events, place) => {
      if (python === undefined) return startThreadWorker(setup, limits, events);
      const ofPlace = pythonSetup(python, { place, numWorkers });
      return startPythonWorker(setup, ofPlace, events);
    },
    workers: options.numWorkers,
    queueLimit: options.queueSize,
    cancelGraceMs: options.cancelGraceMs ?? 2_000,
    onWorkerLost: (reason) => options.onNote(`A worker ${reason}; another one takes its place`),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
}

function listen(options: ServeOptions, handler: Handler): Deno.HttpServer<Deno.NetAddr> {
  const { host, port } = options;
  try {
    return Deno.serve({ hostname: host, port, onListen: () => {} }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new TesseraError("unavailable", `Cannot listen on ${host}:${port}: it is in use`, {
        hint: "Stop what uses it, or pass --port 0 for any free port",
        cause: error,
      });
    }
    throw new TesseraError(
      "unavailable",
      `Cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : error}`,
      { hint: "Pass --host with an address of this machine and a --port above 1023", cause: error },
    );
  }
}

function accessCheck(access: Access, port: number): ReturnType<typeof requireToken> | undefined {
  switch (access.kind) {
    case "token":
      return requireToken(access.token);
    case "same_user":
      return requireSameUser(new PeerUsers(port));
    case "anyone":
      return undefined;
  }
}

function connectionCheck(serverPort: number): ConnectionCheck {
  const tables = readSocketTables();
  return tables === "" ? () => true : (peerPort) => isConnected(tables, peerPort, serverPort);
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return Deno.hostname();
  return host.includes(":") ? `[${host}]` : host;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
