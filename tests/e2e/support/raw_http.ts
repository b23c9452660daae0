/** One HTTP request exactly as written down: no headers of its own, any method with a body. @module */

const LIMIT_MS = 30_000;

/** What is sent. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Left out: no body and no length. */
  readonly body?: string;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one request over a connection of its own, which `fetch` would fill with headers of its own. */
export async function rawRequest(base: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const limit = setTimeout(() => connection.close(), LIMIT_MS);
  try {
    const writing = writeAll(connection, requestBytes(request, `${hostname}:${port}`));
    const bytes = await readAll(connection);
    await writing.catch(() => {}); // a server may answer before it has read all of a body
    return parseAnswer(bytes);
  } finally {
    clearTimeout(limit);
  }
}

function requestBytes(request: RawRequest, host: string): Uint8Array {
  const body = new TextEncoder().encode(request.body ?? "");
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    `host: ${host}`,
    "connection: close",
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    ...(request.body === undefined ? [] : [`content-length: ${body.length}`]),
  ];
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  return concat([head, body]);
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}

async function readAll(connection: Deno.Conn): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return concat(chunks);
    chunks.push(buffer.slice(0, count));
  }
}

function parseAnswer(bytes: Uint8Array): RawAnswer {
  const end = indexOf(bytes, "\r\n\r\n");
  if (end < 0) throw new Error(`Cannot read an answer: ${bytes.length} bytes without a head`);
  const [first = "", ...lines] = new TextDecoder().decode(bytes.subarray(0, end)).split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const rest = bytes.subarray(end + 4);
  const body = headers["transfer-encoding"] === "chunked" ? joinChunks(rest) : rest;
  const status = Number(first.split(" ")[1]);
  return { status, headers, body: new TextDecoder().decode(body) };
}

function joinChunks(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let rest = bytes;;) {
    const end = indexOf(rest, "\r\n");
    if (end < 0) throw new Error("Cannot read an answer: it ends within its chunks");
    const length = parseInt(new TextDecoder().decode(rest.subarray(0, end)), 16);
    if (length === 0) return concat(chunks);
    chunks.push(rest.subarray(end + 2, end + 2 + length));
    rest = rest.subarray(end + 4 + length);
  }
}

function indexOf(bytes: Uint8Array, text: string): number {
  const wanted = new TextEncoder().encode(text);
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
