/** Where a served module is, and what to show it. @module */

import { TesseraError } from "../../lib/core/errors.ts";

/** A URL taken apart. */
export interface BaseUrl {
  /** Without credentials, query, fragment and trailing slash; a path prefix is kept. */
  readonly href: string;
  /** Value of `Authorization`, if the URL or the options hold credentials. */
  readonly authorization: string | null;
}

/**
 * Reads the address of a served module. The scheme may be left out (`http` then); a user part becomes
 * Basic credentials and is never shown again.
 *
 * @param token Sent as a Bearer token instead.
 * @throws {TesseraError} `bad_input` when it is no http(s) URL.
 */
export function parseBaseUrl(address: string | URL, token?: string): BaseUrl {
  const text = String(address).trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    const shown = text.replace(/\/\/[^/@]*@/, "//").replace(/^[^/@]*@/, "");
    throw new TesseraError(
      "bad_input",
      `Cannot use "${shown}": expected the URL of a served module, such as http://host:8000`,
    );
  }
  return {
    href: url.origin + url.pathname.replace(/\/+$/, ""),
    authorization: token === undefined ? basicOf(url) : `Bearer ${token}`,
  };
}

function basicOf(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const pair = `${decode(url.username)}:${decode(url.password)}`;
  return `Basic ${new TextEncoder().encode(pair).toBase64()}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A bare percent sign stands for itself.
    return part;
  }
}
