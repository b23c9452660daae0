/** The answer to an HTTP/1.1 request that asked to close the connection. @module */

const MAX_HEAD_CHARS = 64 * 1024;
const MAX_BODY_CHARS = 16 * 1024;

/**
 * Reads an answer: its status, its headers, and what is in the beginning of its body, if that is plain.
 * Interim answers (100 to 199) are skipped.
 *
 * @throws {SyntaxError} for what is no HTTP answer; whatever reading throws.
 */
export async function readHead(connection: Pick<Deno.Conn, "read">): Promise<Response> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(16 * 1024);
  let text = "";
  const more = async () => {
    const length = await connection.read(buffer);
    if (length !== null) text += decoder.decode(buffer.subarray(0, length), { stream: true });
    return length !== null;
  };
  for (;;) {
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      if (text.length > MAX_HEAD_CHARS || !await more()) {
        throw new SyntaxError("The server hung up without an answer");
      }
      continue;
    }
    const { status, statusText, headers } = parseHead(text.slice(0, end));
    text = text.slice(end + 4);
    if (status < 200) continue;
    const isChunked = headers.has("transfer-encoding");
    const wanted = Math.min(MAX_BODY_CHARS, Number(headers.get("content-length") ?? Infinity));
    while (!isChunked && text.length < wanted && await more().catch(() => false));
    const hasBody = !isChunked && status !== 204 && status !== 304;
    return new Response(hasBody ? text.slice(0, wanted) : null, { status, statusText, headers });
  }
}

/** The lines of an answer up to the empty one. */
export function parseHead(
  head: string,
): { status: number; statusText: string; headers: Headers } {
  const [first = "", ...lines] = head.split("\r\n");
  const [, status, statusText = ""] = /^HTTP\/1\.[01] ([1-5]\d\d) ?(.*)$/.exec(first) ?? [];
  if (status === undefined) throw new SyntaxError("The server did not answer with HTTP/1.1");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return { status: Number(status), statusText, headers };
}
