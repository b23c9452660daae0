import assert from "node:assert/strict";
import { buildWeb } from "./build_web.ts";
import { ROOT } from "./process.ts";

Deno.test("buildWeb() makes a page that a strict content security policy allows", async () => {
  const folder = `dist/web-${crypto.randomUUID()}`;
  try {
    const sizeBytes = await buildWeb(folder);
    const names = (await Array.fromAsync(Deno.readDir(`${ROOT}/${folder}`))).map(({ name }) =>
      name
    );
    assert.deepEqual(names.toSorted(), ["icon.svg", "page.css", "page.html", "page.js"]);
    const read = (name: string) => Deno.readTextFile(`${ROOT}/${folder}/${name}`);
    const [html, css, script] = [
      await read("page.html"),
      await read("page.css"),
      await read("page.js"),
    ];
    assert.equal(
      new TextEncoder().encode(html + css + script + await read("icon.svg")).length,
      sizeBytes,
    );
    const asked = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    assert.deepEqual(asked, ["docs/icon.svg", "docs/page.css", "docs/page.js"]);
    assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|style=|\son\w+=/);
    assert.doesNotMatch(css, /@import|url\(/);
    assert.doesNotMatch(script, /\beval\(|new Function\b|\bimport\(/);
  } finally {
    await Deno.remove(`${ROOT}/${folder}`, { recursive: true });
  }
});
