/** The shape of the project: who may import whom, how long files are, and what they may not mention. */

import assert from "node:assert/strict";
import { relative } from "node:path";
import { capture, ROOT } from "../scripts/process.ts";

/** What each part may import besides itself. The first match of a path counts. */
const PARTS: readonly { part: string; of: RegExp; imports: readonly string[] }[] = [
  { part: "main", of: /^main\.ts$/, imports: ["cli", "core"] },
  { part: "mod", of: /^mod\.ts$/, imports: ["runtime"] },
  {
    part: "cli",
    of: /^lib\/cli\//,
    imports: ["runtime", "jobs", "storage", "init", "doctor", "core", "version"],
  },
  { part: "core", of: /^lib\/core\//, imports: [] },
  { part: "init", of: /^lib\/init\//, imports: ["core"] },
  { part: "doctor", of: /^lib\/doctor\//, imports: ["core"] },
  { part: "jobs", of: /^lib\/jobs\//, imports: ["storage", "core"] },
  { part: "storage", of: /^lib\/storage\//, imports: ["core"] },
  { part: "runtime", of: /^runtime\//, imports: ["storage", "core"] },
  { part: "web", of: /^web\//, imports: ["runtime"] },
  { part: "version", of: /^deno\.json$/, imports: [] },
  { part: "examples", of: /^examples\//, imports: ["mod"] },
];

/** The folders of runtime/, lowest first; a folder may import only from lines above its own. */
const RUNTIME_LAYERS: readonly (readonly string[])[] = [
  ["config", "payload", "files"],
  ["arrays"],
  ["tracking", "python"],
  ["schema"],
  ["module"],
  ["debugging"],
  ["calls"],
  ["openapi", "regression"],
  ["endpoints"],
  ["gradients", "client", "workers"],
  ["server", "authoring"],
];

/** Paths that would tie the project to one machine or one neighbour of its checkout. */
const FOREIGN_PATHS = /(?:^|\W)(?:\.\.[/]shared\b|[/](?:work|root|tmp[/]lab)[/])/;

const MAX_LINES = 300;
const SKIPPED_FOLDERS = new Set([".git", ".cache", "dist", "node_modules", "coverage"]);
const SOURCE_FOLDERS = /^(main\.ts|mod\.ts|(lib|runtime|examples|web)\/.*)$/;

interface Edge {
  readonly from: string;
  readonly to: string;
}

Deno.test("every import points downward", async () => {
  const wrong = (await edges()).filter(({ from, to }) => !isAllowed(from, to));
  assert.deepEqual(wrong.map(show), []);
});

Deno.test("the page in the browser takes nothing of the runtime but facts about dtypes", async () => {
  const taken = (await edges()).filter(({ from, to }) => /^web\//.test(from) && !/^web\//.test(to));
  assert.deepEqual([...new Set(taken.map(({ to }) => to))], ["runtime/arrays/dtype.ts"]);
});

Deno.test("no folder is part of a cycle of imports", async () => {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of await edges()) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== b) next.set(a, (next.get(a) ?? new Set()).add(b));
  }
  const inCycle = [...next.keys()].filter((start) => reachable(next, start).has(start));
  assert.deepEqual(inCycle, []);
});

Deno.test("no source file is longer than its limit", async () => {
  const long: string[] = [];
  for (const path of await projectFiles(ROOT)) {
    if (!/\.(tsx?|js|py)$/.test(path) || path.endsWith("_test.ts")) continue;
    const lines = (await Deno.readTextFile(`${ROOT}/${path}`)).split("\n").length - 1;
    if (lines > MAX_LINES) long.push(`${path}: ${lines} lines`);
  }
  assert.deepEqual(long, []);
});

Deno.test("no file mentions what lies outside the project", async () => {
  const found: string[] = [];
  for (const path of await projectFiles(ROOT)) {
    if (!/(\.(tsx?|js|py|md|json|css|html|sh|yml|yaml|txt)|\/run|^denow)$/.test(path)) continue;
    const lines = (await Deno.readTextFile(`${ROOT}/${path}`)).split("\n");
    lines.forEach((line, index) => {
      if (FOREIGN_PATHS.test(line)) found.push(`${path}:${index + 1}: ${line.trim()}`);
    });
  }
  assert.deepEqual(found, []);
});

function isAllowed(from: string, to: string): boolean {
  const [source, target] = [partOf(from), partOf(to)];
  if (source !== target) {
    return PARTS.find(({ part }) => part === source)?.imports.includes(target) ?? false;
  }
  if (source !== "runtime" || folderOf(from) === folderOf(to)) return true;
  const [above, below] = [layerOf(from), layerOf(to)];
  return below >= 0 && below < above;
}

function partOf(path: string): string {
  return PARTS.find(({ of }) => of.test(path))?.part ?? `nothing known: ${path}`;
}

function layerOf(path: string): number {
  const name = path.split("/")[1] ?? "";
  return RUNTIME_LAYERS.findIndex((names) => names.includes(name));
}

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function reachable(next: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [...next.get(start) ?? []];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    open.push(...next.get(folder) ?? []);
  }
  return seen;
}

/** Every import between files of ours, of types too; tests are left out, they may reach anywhere. */
async function edges(): Promise<Edge[]> {
  const sources = (await projectFiles(ROOT)).filter((path) =>
    SOURCE_FOLDERS.test(path) && /\.(tsx?|js)$/.test(path) && !path.endsWith("_test.ts")
  );
  const entry = await Deno.makeTempFile({ prefix: "tessera-graph-", suffix: ".ts" });
  try {
    const imports = sources.map((path) => `import ${JSON.stringify(`file://${ROOT}/${path}`)};`);
    await Deno.writeTextFile(entry, imports.join("\n"));
    const argv = ["info", "--json", "--config", `${ROOT}/deno.json`, entry];
    const { code, stdout, stderr } = await capture([Deno.execPath(), ...argv]);
    assert.equal(code, 0, stderr);
    return edgesOf(JSON.parse(stdout), entry);
  } finally {
    await Deno.remove(entry);
  }
}

/** The part of `deno info --json` that is read here. */
interface Graph {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: { code?: { specifier?: string }; type?: { specifier?: string } }[];
  }[];
}

function edgesOf(graph: Graph, entry: string): Edge[] {
  const root = `file://${ROOT}/`;
  const own = graph.modules.filter(({ specifier }) =>
    specifier.startsWith(root) && specifier !== `file://${entry}`
  );
  return own.flatMap(({ specifier, error, dependencies = [] }) => {
    assert.equal(error, undefined, specifier);
    const targets = dependencies.map(({ code, type }) => code?.specifier ?? type?.specifier ?? "");
    return targets.filter((target) => target.startsWith(root))
      .map((target) => ({ from: specifier.slice(root.length), to: target.slice(root.length) }));
  });
}

async function projectFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, isDirectory, isFile } of await Array.fromAsync(Deno.readDir(folder))) {
    if (isDirectory && !SKIPPED_FOLDERS.has(name)) {
      files.push(...await projectFiles(`${folder}/${name}`));
    }
    if (isFile) files.push(relative(ROOT, `${folder}/${name}`));
  }
  return files.sort();
}

function show({ from, to }: Edge): string {
  return `${from} -> ${to}`;
}
