/** From the files of a module to URLs that the engine can import. @module */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TesseraError } from "../../lib/core/errors.ts";
import { xxHash32 } from "../arrays/xxhash32.ts";
import { dataUrl } from "./data_url.ts";
import type { LinkedFile } from "./engine_errors.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { bindingUrl } from "./binding.ts";
import type { ScriptFile } from "./module_file.ts";
import { type Edit, Rewritten } from "./rewrite.ts";
import { sourceMapComment } from "./source_map.ts";

/** `data:` URLs hold those of their imports; past this many characters in all, files are cheaper. */
const MAX_DATA_CHARS = 1 << 20;

/** What {@linkcode link} goes by. */
export interface LinkOptions {
  /** URLs of files outside the graph, by path. */
  readonly known: ReadonlyMap<string, string>;
  /**
   * Whether debuggers are given the URL of the user's file for its text, so that breakpoints are set by it.
   * The engine's own messages then show columns of the rewritten text.
   */
  readonly namesFiles: boolean;
}

/** What {@linkcode link} made. */
export interface Linked {
  /** The URL of every file in the graph, by path. */
  readonly urls: ReadonlyMap<string, string>;
  /** What was handed to the engine, for messages. */
  readonly files: readonly LinkedFile[];
  /** Folder with rewritten files; to be removed as soon as the engine has read them. */
  readonly folder: string | undefined;
}

/**
 * Rewrites the imports of every file and gives each file a URL.
 *
 * Files become `data:` URLs, which hold those of the files they import. Files that import one another
 * in a circle cannot, and neither can a big graph; they are written to a folder of their own that
 * nobody else can read.
 *
 * @throws {TesseraError} `failed` when such a folder is needed and cannot be written.
 */
export async function link(graph: Graph, options: LinkOptions): Promise<Linked> {
  const order = dependenciesFirst(graph);
  const inline = order === undefined ? undefined : linkInline(order, options);
  return inline ?? await linkInFolder(graph, options);
}

function linkInline(
  order: readonly GraphNode[],
  { known, namesFiles }: LinkOptions,
): Linked | undefined {
  const urls = new Map<string, string>();
  const files: LinkedFile[] = [];
  let chars = 0;
  for (const node of order) {
    const { text, linked } = emit(
      node,
      namesFiles,
      (path) => urls.get(path) ?? known.get(path) ?? "",
    );
    const url = dataUrl(text, tagOf(node.file.path));
    chars += url.length;
    if (chars > MAX_DATA_CHARS && order.length > 1) return undefined;
    urls.set(node.file.path, url);
    if (linked !== undefined) files.push({ ...linked, url });
  }
  return { urls, files, folder: undefined };
}

async function linkInFolder(
  graph: Graph,
  { known, namesFiles }: LinkOptions,
): Promise<Linked> {
  try {
    const folder = await Deno.makeTempDir({ prefix: "tessera-" }); // mode 0700
    const urls = new Map(
      [...graph.keys()].map((path, index) =>
        [path, pathToFileURL(join(folder, `${index}.mjs`)).href] as const
      ),
    );
    const files: LinkedFile[] = [];
    for (const [path, node] of graph) {
      const { text, linked } = emit(
        node,
        namesFiles,
        (path) => urls.get(path) ?? known.get(path) ?? "",
      );
      const url = urls.get(path) ?? "";
      await Deno.writeTextFile(new URL(url), text);
      if (linked !== undefined) files.push({ ...linked, url });
    }
    return { urls, files, folder };
  } catch (cause) {
    throw new TesseraError(
      "failed",
      "Cannot load the module: files that import one another in a circle need a temporary " +
        "folder, and none could be written",
      { hint: "Set TMPDIR to a folder you may write to", cause },
    );
  }
}

/** The text for the engine, and for scripts what messages need later. */
function emit(
  node: GraphNode,
  namesFiles: boolean,
  urlOf: (path: string) => string,
): { text: string; linked?: Omit<LinkedFile, "url"> } {
  const { file } = node;
  if (file.kind === "json") {
    return { text: `export default JSON.parse(${JSON.stringify(file.text)})` };
  }
  const rewritten = rewrite(file, (index) => {
    const target = node.targets[index];
    return target?.kind === "file" ? urlOf(target.path) : target?.url ?? "";
  });
  const map = sourceMapComment(file.href, rewritten.mappings(file.script.origin));
  const { path, href, script, exportNames } = file;
  return {
    text: `${rewritten.text}\n${namesFiles ? `//# sourceURL=${href}\n` : ""}${map}`,
    linked: { path, href, script, rewritten, exportNames },
  };
}

function rewrite(file: ScriptFile, urlOf: (index: number) => string): Rewritten {
  const { code } = file.script;
  const meta = unusedName(code, "$tessera_meta");
  const load = unusedName(code, "$tessera_import");
  const edits: Edit[] = [
    ...file.imports.map(({ start, end }, index) => ({
      start,
      end,
      text: JSON.stringify(urlOf(index)),
    })),
    ...file.dynamicImports.map((range) => ({ ...range, text: load })),
    ...file.metas.map((range) => ({ ...range, text: meta })),
    ...(code.startsWith("#!") ? [{ start: 0, end: 2, text: "//" }] : []),
  ];
  edits.sort((a, b) => a.start - b.start);
  const needsBinding = file.dynamicImports.length + file.metas.length > 0;
  // first of all imports, so that it is there even for what runs early in a circle of imports
  const prefix = needsBinding
    ? `import{meta as ${meta},load as ${load}}from${JSON.stringify(bindingUrl(file.href))};`
    : "";
  return new Rewritten(code, edits, prefix);
}

/** The same for a path at all times, because a file whose URL did not change is not run again. */
function tagOf(path: string): string {
  return xxHash32(new TextEncoder().encode(path)).toString(36);
}

function unusedName(code: string, name: string): string {
  return code.includes(name) ? unusedName(code, `${name}_`) : name;
}

/** The files so that each follows the ones it imports; nothing when there is a circle. */
function dependenciesFirst(graph: Graph): GraphNode[] | undefined {
  const order: GraphNode[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (path: string): boolean => {
    const node = graph.get(path);
    if (node === undefined || state.get(path) === "done") return true;
    if (state.get(path) === "open") return false;
    state.set(path, "open");
    const isTree = node.targets.every((target) => target.kind === "url" || visit(target.path));
    state.set(path, "done");
    order.push(node);
    return isTree;
  };
  return [...graph.keys()].every(visit) ? order : undefined;
}
