import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { Hono } from "hono";
import { requireToken, type ServerEnv } from "./access.ts";
import { addDocsPage } from "./docs_page.ts";

const BUILT = {
  "page.html": "<!doctype html><title>Tessera</title>",
  "page.css": "body {}",
  "page.js": "export {};",
  "icon.svg": "<svg/>",
};

async function withApp(
  files: Readonly<Record<string, string>>,
  test: (app: Hono<ServerEnv>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tessera-docs-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const app = new Hono<ServerEnv>();
    addDocsPage(app, { folder: pathToFileURL(`${folder}/`) });
    app.use(requireToken("secret"));
    app.get("/openapi.json", (c) => c.json({}));
    await test(app);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("addDocsPage() serves every file of the page without a token, and nothing else", async () => {
  await withApp(BUILT, async (app) => {
    const types = {
      "/docs": "text/html; charset=utf-8",
      "/docs/page.css": "text/css; charset=utf-8",
      "/docs/page.js": "text/javascript; charset=utf-8",
      "/docs/icon.svg": "image/svg+xml",
    };
    for (const [path, type] of Object.entries(types)) {
      const response = await app.request(path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("content-type"), type);
      await response.body?.cancel();
    }
    assert.equal((await app.request("/docs/other.js")).status, 401);
    assert.equal((await app.request("/openapi.json")).status, 401);
  });
});

Deno.test("addDocsPage() allows the page its own files and this server only", async () => {
  await withApp(BUILT, async (app) => {
    const { headers } = await app.request("/docs");
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });
});

Deno.test("addDocsPage() answers 304 to who has the file already", async () => {
  await withApp(BUILT, async (app) => {
    const first = await app.request("/docs/page.js");
    const etag = first.headers.get("etag") ?? "";
    assert.equal(await first.text(), BUILT["page.js"]);
    const again = await app.request("/docs/page.js", { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
  });
});

Deno.test("addDocsPage() says how to build a page that is not there", async () => {
  await withApp({}, async (app) => {
    const response = await app.request("/docs");
    assert.equal(response.status, 503);
    assert.match(await response.text(), /not built: run .*build_web\.ts/);
  });
});

Deno.test("addDocsPage() refuses other methods, and leads away from a slash at the end", async () => {
  await withApp(BUILT, async (app) => {
    const posted = await app.request("/docs", { method: "POST" });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers.get("allow"), "GET");
    const slash = await app.request("/docs/");
    assert.equal(slash.status, 307);
    assert.equal(slash.headers.get("location"), "../docs");
  });
});
