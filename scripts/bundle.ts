/**
 * Puts the sources and their npm packages into a few JavaScript files for `deno compile`.
 *
 * Compiled from these, the executable starts faster and is smaller than from the sources: no npm packages
 * to resolve, and a type stripper that is read as bytes instead of a 3.7 MB string. Files are split so
 * that everything shared exists once: an author's `import "tessera"` and `import "zod"` meet the same
 * classes that the runtime uses. See docs/decisions/0001-bundle-before-compile.md.
 *
 * @module
 */

import { buildDeclarations } from "./build_declarations.ts";
import { buildWeb } from "./build_web.ts";
import { minifyModule } from "./minify.ts";
import { PYTHON_SOURCES } from "../runtime/python/private_folder.ts";
import { capture, ROOT } from "./process.ts";

const WORKER_ENTRY = "runtime/workers/thread_worker_main";
const ATTACHED_ENTRY = "scripts/entries/attached_file";
const ENTRIES = ["main", "mod", "scripts/entries/zod", ATTACHED_ENTRY, WORKER_ENTRY];
const WEB = "web"; // the page at /docs
const DECLARATIONS = "declarations"; // what `tessera init` writes for editors
const PYTHON = "python"; // the Python side of workers
const AMARO_WASM = "amaro.bin"; // named .wasm, deno compile would try to link it

/** What `deno compile` needs of a bundle; paths are relative to the repository's root. */
export interface Bundle {
  /** The program's entry. */
  readonly main: string;
  /** Files that nothing imports statically. */
  readonly include: readonly string[];
  /** The configuration to compile with: where "tessera" and "zod" are. */
  readonly config: string;
  /** What the program reads with `readAttachedFile`, once it is attached to the executable. */
  readonly attached?: Uint8Array;
}

/**
 * Writes a bundle into a folder below the root, in place of what was there.
 *
 * @param canAttach Whether the type stripper is to be attached to the executable, rather than included: at 2.8 MB
 * it is the largest file by far, and most commands do not need it.
 * @throws {Error} when bundling fails, or when a package no longer looks the way it is rewritten here.
 */
export async function bundle(folder: string, canAttach: boolean): Promise<Bundle> {
  const path = `${ROOT}/${folder}`;
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const entries = ENTRIES.map((entry) => `${entry}.ts`);
  const flags = ["--quiet", "--platform", "deno", "--code-splitting", "--outdir", folder];
  const { code, stderr } = await capture([Deno.execPath(), "bundle", ...flags, ...entries]);
  if (code !== 0) throw new Error(`Cannot bundle: deno bundle ended with code ${code}\n${stderr}`);
  const wasm = await rewriteAll(path, canAttach);
  if (!canAttach) await Deno.writeFile(`${path}/${AMARO_WASM}`, wasm);
  await buildWeb(`${folder}/${WEB}`);
  await buildDeclarations(`${folder}/${DECLARATIONS}`);
  await copyPython(path);
  const imports = { tessera: "./mod.js", zod: "./scripts/entries/zod.js" };
  await Deno.writeTextFile(`${path}/deno.json`, JSON.stringify({ imports }));
  return {
    main: `${folder}/main.js`,
    include: [
      ...ENTRIES.slice(1).map((entry) => `${entry}.js`),
      ...(canAttach ? [] : [AMARO_WASM]),
      WEB,
      DECLARATIONS,
      PYTHON,
    ]
      .map((name) => `${folder}/${name}`),
    config: `${folder}/deno.json`,
    ...(canAttach ? { attached: wasm } : {}),
  };
}

/** What Python processes are started from, as it is. */
async function copyPython(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/${PYTHON}/tessera_worker`, { recursive: true });
  for (const name of PYTHON_SOURCES) {
    await Deno.copyFile(`${ROOT}/runtime/python/sources/${name}`, `${folder}/${PYTHON}/${name}`);
  }
}

/** Rewrites every file of a bundle and gives the bytes of the type stripper. */
async function rewriteAll(folder: string, canAttach: boolean): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  let workerUrls = 0;
  let webUrls = 0;
  let declarationUrls = 0;
  let pythonUrls = 0;
  for (const { name, isFile } of await Array.fromAsync(Deno.readDir(folder))) {
    if (!isFile || !name.endsWith(".js")) continue;
    const before = await Deno.readTextFile(`${folder}/${name}`);
    const { source, wasm } = extractWasm(withRequire(before), canAttach);
    found.push(...wasm);
    const named = wasm.length === 0 ? source : withNamedExport(source, "transformSync");
    const after = named.replaceAll(WORKER_URL, () => {
      workerUrls++;
      return `new URL("./${WORKER_ENTRY}.js", import.meta.url)`;
    }).replaceAll(WEB_URL, () => {
      webUrls++;
      return `new URL("./${WEB}/", import.meta.url)`;
    }).replaceAll(DECLARATIONS_URL, () => {
      declarationUrls++;
      return `new URL("./${DECLARATIONS}/", import.meta.url)`;
    }).replaceAll(PYTHON_URL, () => {
      pythonUrls++;
      return `new URL("./${PYTHON}/", import.meta.url)`;
    });
    await Deno.writeTextFile(`${folder}/${name}`, await minifyModule(after));
  }
  const [wasm] = found;
  const counts = [found.length, workerUrls, webUrls, declarationUrls, pythonUrls];
  if (wasm === undefined || counts.some((count) => count !== 1)) {
    throw new Error(
      `Cannot bundle: found ${found.length} type strippers, ${workerUrls} URLs of the worker, ${webUrls} of ` +
        `the page, ${declarationUrls} of the declarations and ${pythonUrls} of the Python sources, expected 1 of each`,
    );
  }
  return wasm;
}

const WORKER_URL = /new URL\("\.\/thread_worker_main\.ts",\s*import\.meta\.url\)/g;
const WEB_URL = /new URL\("\.\.\/\.\.\/dist\/web\/",\s*import\.meta\.url\)/g;
const DECLARATIONS_URL = /new URL\("\.\.\/\.\.\/dist\/declarations\/",\s*import\.meta\.url\)/g;
const PYTHON_URL = /new URL\("\.\/sources\/",\s*import\.meta\.url\)/g;
const BASE64_WASM = /\b\w+\.from\((["'`])(AGFzbQ[A-Za-z0-9+/=]{1000,})\1,\s*["'`]base64["'`]\)/g;

/** Takes WebAssembly that a package carries as base64 out of its source; the source reads a file instead. */
export function extractWasm(
  source: string,
  isAttached: boolean,
): { source: string; wasm: Uint8Array[] } {
  const wasm: Uint8Array[] = [];
  const rest = source.replaceAll(BASE64_WASM, (_whole, _quote, text: string) => {
    const bytes = Uint8Array.fromBase64(text);
    wasm.push(bytes);
    if (isAttached) return `readAttachedFile(${bytes.length})`;
    return `Deno.readFileSync(new URL("./${AMARO_WASM}", import.meta.url))`;
  });
  if (wasm.length === 0 || !isAttached) return { source: rest, wasm };
  return { source: `import { readAttachedFile } from "./${ATTACHED_ENTRY}.js";\n${rest}`, wasm };
}

/** CommonJS packages ask for Node's built-ins through `require`, which a JavaScript module does not have. */
function withRequire(source: string): string {
  if (!source.includes("Dynamic require of")) return source;
  return `import { createRequire } from "node:module";\n` +
    `const require = createRequire(import.meta.url);\n${source}`;
}

/**
 * The bundler gives `await import()` of a CommonJS package nothing but a default export; Deno finds the
 * names in it too, and so the sources use them.
 */
export function withNamedExport(source: string, name: string): string {
  return source.replace(
    /^export default (require_\w+\(\));$/m,
    `const commonJs = $1;\nexport default commonJs;\nexport const { ${name} } = commonJs;`,
  );
}
