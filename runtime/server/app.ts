/** The HTTP application: routes, and what every route shares. @module */

import { Hono, type MiddlewareHandler } from "hono";
import type { ServerEnv } from "./access.ts";
import { addDocsPage } from "./docs_page.ts";
import { CallError } from "../workers/call_error.ts";
import type { CallHead } from "../workers/protocol.ts";
import { addEndpointRoutes, type EndpointRoutesOptions, refuse } from "./endpoint_routes.ts";

/** What the application is made of. */
export interface AppOptions extends EndpointRoutesOptions {
  /** The OpenAPI document as JSON text; null: a worker makes it when it is first asked for. */
  readonly openapi: string | null;
  /** Decides who may call; every route but `/health` goes through it. */
  readonly access: MiddlewareHandler<ServerEnv> | undefined;
}

/**
 * Builds the application. `/health` is answered by this process, and so is `/openapi.json` once the document is
 * there: they answer while every worker computes.
 */
export function createApp(options: AppOptions): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const methods = new Map<string, string>();
  addDocsPage(app); // before the check: the page itself asks for the token
  if (options.access !== undefined) app.use(options.access);
  addEndpointRoutes(app, options);
  app.get("/health", () => jsonText('{"status":"ok"}'));
  const document = openApiDocument(options);
  app.get("/openapi.json", () => document());
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

/** Answers with the document; one that a worker makes is kept. */
function openApiDocument({ openapi, pool }: AppOptions): () => Promise<Response> {
  let known = openapi;
  return async () => {
    if (known !== null) return jsonText(known);
    try {
      const { status, body } = await pool.run(DOCUMENT_CALL, null, {});
      const text = await new Response(body).text();
      if (status !== 200) return new Response(text, { status });
      known = text;
      return jsonText(text);
    } catch (error) {
      if (error instanceof CallError) return refuse(error);
      throw error;
    }
  };
}

const DOCUMENT_CALL: CallHead = {
  endpoint: "openapi.json",
  accept: null,
  runId: null,
  isJson: true,
  origin: "http",
};

function jsonText(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}
