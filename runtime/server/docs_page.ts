/** The page at /docs, where people try a module's endpoints. It is static and built from `web/`. @module */

import type { Hono } from "hono";
import type { ServerEnv } from "./access.ts";

/** Where the built page is; scripts/bundle.ts puts the place inside the executable here. */
const FOLDER = new URL("../../dist/web/", import.meta.url);

/** The files of the page by the path they are served at, and their types. */
const FILES: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  "/docs": { name: "page.html", type: "text/html; charset=utf-8" },
  "/docs/page.css": { name: "page.css", type: "text/css; charset=utf-8" },
  "/docs/page.js": { name: "page.js", type: "text/javascript; charset=utf-8" },
  "/docs/icon.svg": { name: "icon.svg", type: "image/svg+xml" },
};

/** The page loads its own files and talks to this server, nothing else; nobody may show it inside theirs. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cache-control": "no-cache",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Where the files of the page are, for tests. */
export interface DocsPageOptions {
  /** URL of a folder, with a slash at the end. */
  readonly folder?: URL;
}

/**
 * Adds the page. It holds nothing of the module, so it may be read without a token: added before the check of
 * who may call, which everything that the page asks for goes through.
 */
export function addDocsPage(app: Hono<ServerEnv>, options: DocsPageOptions = {}): void {
  const folder = options.folder ?? FOLDER;
  for (const [path, { name, type }] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const bytes = await readIfThere(new URL(name, folder));
      if (bytes === undefined) return c.text(NOT_BUILT, 503);
      const etag = `"${await digest(bytes)}"`;
      const headers = { ...HEADERS, "content-type": type, etag };
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
      return c.body(bytes, 200, headers);
    });
    app.all(path, (c) => c.json({ detail: "Method Not Allowed" }, 405, { allow: "GET" }));
  }
  // relative, because a proxy may serve this below a prefix that only the browser knows
  app.get("/docs/", (c) => c.redirect("../docs", 307));
}

const NOT_BUILT =
  "The page is not built: run ./denow run -A scripts/build_web.ts, or ./denow task " +
  "compile. Every endpoint answers without it; /openapi.json describes them.\n";

async function readIfThere(url: URL): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}
