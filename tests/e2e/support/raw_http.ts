/** HTTP requests exactly as written down: no headers of its own, any method with a body. @module */

const LIMIT_MS = 30_000;
const NEW_LINE = 10;

/** What is sent. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Left out: no body and no length. */
  readonly body?: string | Uint8Array;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A client for one request at a time, over one connection for as long as the server keeps it: `fetch` would
 * add headers, and normalise paths.
 */
export class RawClient implements Disposable {
  readonly #base: URL;
  #connection: Deno.Conn | undefined;
  #rest = new Uint8Array();
  #hasAnswer = false;

  constructor(base: string) {
    this.#base = new URL(base);
  }

  /** Sends a request and reads the whole answer; once more where a kept connection turns out to be closed. */
  async request(request: RawRequest): Promise<RawAnswer> {
    const isKept = this.#connection !== undefined;
    try {
      return await this.#exchange(request);
    } catch (error) {
      // uvicorn closes after a 500 without saying so
      if (!isKept || this.#hasAnswer) throw error;
      return await this.#exchange(request);
    }
  }

  async #exchange(request: RawRequest): Promise<RawAnswer> {
    const { hostname, port, host } = this.#base;
    this.#hasAnswer = false;
    this.#connection ??= await Deno.connect({ hostname, port: Number(port) });
    const limit = setTimeout(() => this.#close(), LIMIT_MS);
    try {
      await writeAll(this.#connection, requestBytes(request, host));
      const answer = await this.#readAnswer(request.method === "HEAD");
      if (answer.headers.connection === "close") this.#close();
      return answer;
    } catch (error) {
      this.#close();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#close();
  }

  #close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#rest = new Uint8Array();
    try {
      connection?.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error; // the time limit closed it
    }
  }

  async #readAnswer(isWithoutBody: boolean): Promise<RawAnswer> {
    const status = Number((await this.#readLine()).split(" ")[1]);
    const headers: Record<string, string> = {};
    for (let line = await this.#readLine(); line !== ""; line = await this.#readLine()) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const body = isWithoutBody ? "" : await this.#readBody(headers);
    return { status, headers, body };
  }

  async #readBody(headers: Readonly<Record<string, string>>): Promise<string> {
    const decoder = new TextDecoder();
    if (headers["transfer-encoding"] !== "chunked") {
      return decoder.decode(await this.#readBytes(Number(headers["content-length"] ?? 0)));
    }
    let body = "";
    for (;;) {
      const length = parseInt(await this.#readLine(), 16);
      const chunk = await this.#readBytes(length);
      await this.#readLine();
      if (length === 0) return body + decoder.decode();
      body += decoder.decode(chunk, { stream: true });
    }
  }

  async #readLine(): Promise<string> {
    while (!this.#rest.includes(NEW_LINE)) await this.#readMore();
    const line = await this.#readBytes(this.#rest.indexOf(NEW_LINE) + 1);
    return new TextDecoder().decode(line).trimEnd();
  }

  async #readBytes(count: number): Promise<Uint8Array> {
    while (this.#rest.length < count) await this.#readMore();
    const bytes = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return bytes;
  }

  async #readMore(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#connection?.read(buffer) ?? null;
    if (count === null) throw new Error("Cannot read an answer: the server closed the connection");
    this.#hasAnswer = true;
    const joined = new Uint8Array(this.#rest.length + count);
    joined.set(this.#rest);
    joined.set(buffer.subarray(0, count), this.#rest.length);
    this.#rest = joined;
  }
}

function requestBytes(request: RawRequest, host: string): Uint8Array {
  const encoder = new TextEncoder();
  const { body: given = "" } = request;
  const body = typeof given === "string" ? encoder.encode(given) : given;
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    `host: ${host}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    ...(request.body === undefined ? [] : [`content-length: ${body.length}`]),
  ];
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}
