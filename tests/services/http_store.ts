/** A web server that keeps what is PUT to it, with ranges and versions, behind a proxy that can cut. @module */

import { type CuttingProxy, startCuttingProxy } from "./cutting_proxy.ts";

/** A running server. */
export interface HttpStore extends AsyncDisposable {
  /** The URL of its root. */
  readonly url: string;
  /** What it keeps, by path. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** What it does differently from now on. */
  readonly habits: HttpHabits;
  /** Every request so far: method, path, and the `Range` header. */
  readonly requests: string[];
  /** Between clients and the server. */
  readonly proxy: CuttingProxy;
}

/** What some servers do and others do not. */
export interface HttpHabits {
  /** Whether `Range` is ignored. */
  ignoresRanges: boolean;
  /** Whether a GET changes the file. */
  changesFiles: boolean;
  /** Statuses that the next requests get, first to last. */
  readonly nextStatuses: number[];
  /** The `Authorization` header that is asked for. */
  authorization: string | undefined;
}

/** Starts a server that keeps its files in memory. */
export function startHttpStore(): HttpStore {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const requests: string[] = [];
  const habits: HttpHabits = {
    ignoresRanges: false,
    changesFiles: false,
    nextStatuses: [],
    authorization: undefined,
  };
  let version = 1;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    requests.push(`${request.method} ${path} ${request.headers.get("range") ?? ""}`.trimEnd());
    const status = habits.nextStatuses.shift();
    if (status !== undefined) return new Response("come again", { status });
    if ((request.headers.get("authorization") ?? undefined) !== habits.authorization) {
      return new Response("who are you", { status: 401 });
    }
    if (request.method === "PUT") {
      const body = await request.bytes().catch(() => undefined);
      if (body === undefined) return new Response(null, { status: 400 });
      files.set(path, body);
      return new Response(null, { status: 201 });
    }
    const bytes = files.get(path);
    if (bytes === undefined) return new Response("nothing here", { status: 404 });
    if (request.method === "DELETE") {
      files.delete(path);
      return new Response(null, { status: 204 });
    }
    if (habits.changesFiles) version++;
    return answer(request, bytes, { etag: `"v${version}"`, habits });
  });
  const proxy = startCuttingProxy({ hostname: "127.0.0.1", port: server.addr.port });
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    files,
    habits,
    requests,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server.shutdown();
    },
  };
}

function answer(
  request: Request,
  bytes: Uint8Array<ArrayBuffer>,
  { etag, habits }: { etag: string; habits: HttpHabits },
): Response {
  const whole = { etag, "content-length": String(bytes.length) };
  if (request.method === "HEAD") return new Response(null, { headers: whole });
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
  const isOther = (request.headers.get("if-range") ?? etag) !== etag;
  if (first === undefined || habits.ignoresRanges || isOther) {
    return new Response(bytes, { headers: whole });
  }
  const start = Number(first);
  const end = Math.min(bytes.length, last === "" ? bytes.length : Number(last) + 1);
  if (start >= bytes.length) return new Response(null, { status: 416 });
  return new Response(bytes.subarray(start, end), {
    status: 206,
    headers: { etag, "content-range": `bytes ${start}-${end - 1}/${bytes.length}` },
  });
}
