/**
 * Builds the page that a server shows at /docs: `deno run -A scripts/build_web.ts`.
 *
 * Writes a few static files into `dist/web`, from where a server that is run from the sources reads them.
 * The executable carries its own, which scripts/bundle.ts has made. See docs/decisions/0002-page-for-trying-a-module.md.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { capture, ROOT } from "./process.ts";
import { note } from "./terminal.ts";

/** Where a server that is run from the sources finds the page, relative to the repository's root. */
export const WEB_FOLDER = "dist/web";

const ENTRY = "web/main.tsx";
const STYLES = ["web/style/page.css", "web/style/form.css", "web/style/result.css"];
const PLOT_STYLE = "uplot/dist/uPlot.min.css";
/** Whoever opens the page over a slow tunnel waits for it. */
const MAX_BYTES = 500_000;

/**
 * Builds the page into a folder below the root and gives the size of all its files.
 *
 * @throws {Error} When bundling fails, or the page has become too large.
 */
export async function buildWeb(folder: string): Promise<number> {
  const path = `${ROOT}/${folder}`;
  await Deno.mkdir(path, { recursive: true });
  const files = {
    "page.html": await Deno.readTextFile(`${ROOT}/web/index.html`),
    "page.css": await styles(),
    "page.js": await script(),
    "icon.svg": await Deno.readTextFile(`${ROOT}/web/icon.svg`),
  };
  let sizeBytes = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = new TextEncoder().encode(text);
    sizeBytes += bytes.byteLength;
    await replaceFile(`${path}/${name}`, bytes);
  }
  if (sizeBytes > MAX_BYTES) {
    throw new Error(
      `Cannot build the page: it has ${sizeBytes} bytes, at most ${MAX_BYTES} are allowed`,
    );
  }
  return sizeBytes;
}

async function script(): Promise<string> {
  const output = await Deno.makeTempFile({ prefix: "tessera-page-", suffix: ".js" });
  try {
    const flags = ["--quiet", "--platform", "browser", "--minify", "--output", output];
    const { code, stderr } = await capture([Deno.execPath(), "bundle", ...flags, ENTRY]);
    if (code !== 0) {
      throw new Error(`Cannot build the page: deno bundle ended with code ${code}\n${stderr}`);
    }
    return await Deno.readTextFile(output);
  } finally {
    await Deno.remove(output);
  }
}

async function styles(): Promise<string> {
  const paths = [
    fileURLToPath(import.meta.resolve(PLOT_STYLE)),
    ...STYLES.map((path) => `${ROOT}/${path}`),
  ];
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  return texts.join("\n");
}

/** Written aside and renamed: a server that reads meanwhile gets one page or the other, never half of one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}`;
  await Deno.writeFile(aside, bytes);
  await Deno.rename(aside, path);
}

if (import.meta.main) {
  const sizeBytes = await buildWeb(WEB_FOLDER);
  note(`${WEB_FOLDER}: ${(sizeBytes / 1000).toFixed(0)} kB`);
}
