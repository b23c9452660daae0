/** Who may call: middleware that asks for a token or for the same user. @module */

import type { MiddlewareHandler } from "hono";
import { timingSafeEqual } from "node:crypto";
import type { PeerUsers } from "./peer_users.ts";

/** What the server's handler knows of a connection; Hono passes it on as `c.env`. */
export interface Connection {
  readonly remoteAddr: Deno.Addr;
}

/** Hono's types for this server. */
export interface ServerEnv {
  Bindings: Connection;
}

/**
 * Lets only requests through that carry the token: `Authorization: Bearer TOKEN`, or Basic with the
 * token as password, which is what clients make of `http://any:TOKEN@host`.
 */
export function requireToken(token: string): MiddlewareHandler<ServerEnv> {
  const wanted = new TextEncoder().encode(token);
  return async function tokenCheck(c, next) {
    const given = tokenIn(c.req.header("authorization"));
    if (given === undefined || !isSame(new TextEncoder().encode(given), wanted)) {
      c.header("www-authenticate", 'Bearer realm="tessera"');
      return c.json(
        {
          detail: "A token is required: send it as Authorization: Bearer TOKEN, or use " +
            "http://any:TOKEN@host:port as the URL",
        },
        401,
      );
    }
    await next();
  };
}

/** Lets only processes of this user (and root) through; for servers on loopback without a token. */
export function requireSameUser(users: PeerUsers): MiddlewareHandler<ServerEnv> {
  return async function userCheck(c, next) {
    const peer = c.env.remoteAddr;
    if (peer.transport === "tcp" && !users.isAllowed(peer.hostname, peer.port)) {
      return c.json(
        {
          detail: "Only the user who started this server may call it: restart it with " +
            "--token-file for others, or with --allow-other-users",
        },
        403,
      );
    }
    await next();
  };
}

function tokenIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [scheme = "", value = ""] = header.split(" ", 2);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return undefined;
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(value));
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return undefined;
  }
}

function isSame(given: Uint8Array, wanted: Uint8Array): boolean {
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
