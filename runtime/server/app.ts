/** The HTTP application: routes, and what every route shares. @module */

import { Hono, type MiddlewareHandler } from "hono";
import type { ServerEnv } from "./access.ts";
import { addDocsPage } from "./docs_page.ts";
import { addEndpointRoutes, type EndpointRoutesOptions } from "./endpoint_routes.ts";

/** What the application is made of. */
export interface AppOptions extends EndpointRoutesOptions {
  /** The OpenAPI document as JSON text. */
  readonly openapi: string;
  /** Decides who may call; every route but `/health` goes through it. */
  readonly access: MiddlewareHandler<ServerEnv> | undefined;
}

/**
 * Builds the application. `/health` and `/openapi.json` are answered by this process, so they answer
 * while every worker computes.
 */
export function createApp(options: AppOptions): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const methods = new Map<string, string>();
  addDocsPage(app); // before the check: the page itself asks for the token
  if (options.access !== undefined) app.use(options.access);
  addEndpointRoutes(app, options);
  app.get("/health", () => jsonText('{"status":"ok"}'));
  app.get("/openapi.json", () => jsonText(options.openapi));
  for (const endpoint of options.endpoints) methods.set(`/${endpoint}`, "POST");
  for (const path of ["/health", "/openapi.json"]) methods.set(path, "GET");
  app.notFound((c) => {
    const url = new URL(c.req.url);
    const allowed = methods.get(url.pathname);
    if (allowed !== undefined) {
      return c.json({ detail: "Method Not Allowed" }, 405, { allow: allowed });
    }
    const bare = url.pathname.replace(/\/+$/, "");
    if (bare !== url.pathname && methods.has(bare)) return c.redirect(bare + url.search, 307);
    return c.json({ detail: "Not Found" }, 404);
  });
  app.onError((error, c) => {
    Deno.stderr.writeSync(new TextEncoder().encode(`${error.stack ?? error.message}\n`));
    return c.text("Internal Server Error", 500);
  });
  return app;
}

function jsonText(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}
