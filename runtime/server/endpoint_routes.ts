/** The routes that run user code. @module */

import type { Context, Hono } from "hono";
import { CallError } from "../workers/call_error.ts";
import type { PoolAnswer } from "../workers/pending_call.ts";
import type { BodySink, CallSignal, WorkerPool } from "../workers/pool.ts";
import type { CallHead } from "../workers/protocol.ts";
import type { ServerEnv } from "./access.ts";
import type { ClientWatch } from "./client_watch.ts";
import {
  announcedBytes,
  bodyBuffers,
  BodyTooLargeError,
  WHOLE_BODY_BYTES,
} from "./request_body.ts";

/** What the routes need. */
export interface EndpointRoutesOptions {
  readonly pool: WorkerPool;
  /** Names of the endpoints, health left out. */
  readonly endpoints: readonly string[];
  readonly maxBodyBytes: number;
  readonly watch: ClientWatch;
}

const JSON_TYPE = /^application\/(?:[^;\s]+\+)?json\s*(?:;|$)/i;

/** Adds `POST /<endpoint>` for every endpoint of the module. */
export function addEndpointRoutes(app: Hono<ServerEnv>, options: EndpointRoutesOptions): void {
  for (const endpoint of options.endpoints) {
    app.post(`/${endpoint}`, (c) => handle(c, endpoint, options));
  }
}

async function handle(
  c: Context<ServerEnv>,
  endpoint: string,
  options: EndpointRoutesOptions,
): Promise<Response> {
  const { pool, maxBodyBytes, watch } = options;
  const request = c.req.raw;
  const refusal = pool.refusal();
  if (refusal !== undefined) return refuse(refusal);
  const announced = announcedBytes(request);
  if (announced !== undefined && announced > maxBodyBytes) return tooLarge(maxBodyBytes);
  const head = callHead(c, endpoint);
  const signal: CallSignal = {};
  const end = watch.begin(request, c.env, signal);
  try {
    const isSmall = announced !== undefined && announced <= WHOLE_BODY_BYTES;
    const answer = isSmall
      ? await pool.run(head, announced === 0 ? null : await request.arrayBuffer(), signal)
      : await runArriving(pool, request, head, { announced, maxBodyBytes, signal });
    return toResponse(answer);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return tooLarge(error.limitBytes);
    if (error instanceof CallError) return refuse(error);
    throw error;
  } finally {
    end();
  }
}

/** Sends a large body to a worker while it arrives; one that turns out small goes in one piece. */
async function runArriving(
  pool: WorkerPool,
  request: Request,
  head: CallHead,
  options: { announced: number | undefined; maxBodyBytes: number; signal: CallSignal },
): Promise<PoolAnswer> {
  let sink: BodySink | undefined;
  let last: ArrayBuffer | null = null;
  try {
    for await (const buffer of bodyBuffers(request, options.maxBodyBytes)) {
      if (last !== null) {
        sink ??= pool.openBody(options.announced);
        await sink.write(last);
      }
      last = buffer;
    }
    if (sink === undefined) return await pool.run(head, last, options.signal);
    if (last !== null) sink.write(last);
  } catch (error) {
    sink?.abandon();
    if (error instanceof BodyTooLargeError || error instanceof CallError) throw error;
    throw new CallError("cancelled", "The client left before its request was complete");
  }
  return await sink.call(head, options.signal);
}

function callHead(c: Context<ServerEnv>, endpoint: string): CallHead {
  const headers = c.req.raw.headers;
  const type = headers.get("content-type");
  return {
    endpoint,
    accept: headers.get("accept"),
    runId: c.req.raw.url.includes("?") ? c.req.query("run_id") ?? null : null,
    // a missing type is taken for JSON: curl users and older clients forget it
    isJson: type === null || type === "application/json" || JSON_TYPE.test(type),
    origin: "http",
  };
}

function toResponse(answer: PoolAnswer): Response {
  const headers: Record<string, string> = { "content-type": answer.contentType };
  if (answer.body instanceof ReadableStream) {
    headers["content-length"] = String(answer.byteLength);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

function tooLarge(limitBytes: number): Response {
  return Response.json(
    { detail: `The body is larger than this server's limit of ${limitBytes} bytes` },
    { status: 413, headers: { connection: "close" } },
  );
}

/** Status for a call that no worker answered. */
export function refuse(error: CallError): Response {
  switch (error.kind) {
    case "busy":
    case "stopping":
      return Response.json(
        { detail: `${error.message}: try again` },
        { status: 503, headers: { "retry-after": "1" } },
      );
    case "timed_out":
      return Response.json({ detail: error.message }, { status: 504 });
    case "worker_ended":
      return new Response(`Internal Server Error: ${error.message}`, {
        status: 500,
        headers: { "content-type": "text/plain; charset=utf-8" },
      });
    case "cancelled":
      // nobody reads this; 499 is what proxies log for a client that left
      return new Response(null, { status: 499 });
  }
}
