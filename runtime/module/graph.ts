/** All files that a module consists of. @module */

import { stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { findNearestName } from "../../lib/core/nearest_name.ts";
import {
  checkImportType,
  type ModuleFile,
  readModuleFile,
  type ScriptFile,
  type StaticImport,
} from "./module_file.ts";
import { ImportProblem, type Resolved, resolveSpecifier } from "./specifiers.ts";

/** A file with its imports resolved, in the order of `ScriptFile.imports`. */
export interface GraphNode {
  readonly file: ModuleFile;
  readonly targets: readonly Resolved[];
}

/** Files by absolute path. */
export type Graph = ReadonlyMap<string, GraphNode>;

/** Who asked for the first file. */
export interface EntryOptions {
  /** Import attribute `type` of a dynamic import. */
  readonly type?: string | undefined;
  /** Files that were loaded before and are not read again. */
  readonly known?: { has(path: string): boolean };
}

/**
 * Reads a file and everything it imports statically; files are read side by side.
 *
 * @param entry Absolute path.
 * @throws {TesseraError} for the first import that leads nowhere, with its place in the source.
 * @throws {ImportProblem} when that is true of the entry itself.
 */
export async function readGraph(entry: string, options: EntryOptions = {}): Promise<Graph> {
  const graph = new Map<string, GraphNode>();
  const started = new Set<string>();

  async function visit(path: string, type: string | undefined): Promise<void> {
    if (started.has(path) || options.known?.has(path)) return checkImportType(path, type);
    started.add(path);
    const file = await read(path, type);
    if (file.kind === "json") {
      graph.set(path, { file, targets: [] });
      return;
    }
    const targets = file.imports.map((found) => resolveImport(file, found));
    graph.set(path, { file, targets });
    await Promise.all(targets.map((target, index) => {
      const found = file.imports[index];
      if (target.kind !== "file" || found === undefined) return;
      return visit(target.path, found.type).catch((error) => {
        throw withImporter(error, file, found);
      });
    }));
  }

  await visit(entry, options.type);
  return graph;
}

async function read(path: string, type: string | undefined): Promise<ModuleFile> {
  try {
    return await readModuleFile(path, type);
  } catch (error) {
    if (error instanceof TesseraError || error instanceof ImportProblem) throw error;
    if (!(error instanceof Error)) throw error;
    throw await unreadable(path, error);
  }
}

function resolveImport(file: ScriptFile, found: StaticImport): Resolved {
  try {
    return resolveSpecifier(found.specifier, file.href);
  } catch (error) {
    throw withImporter(error, file, found);
  }
}

function withImporter(error: unknown, file: ScriptFile, found: StaticImport): unknown {
  if (!(error instanceof ImportProblem)) return error;
  return importError(error, found.specifier, file.script.placeOf(found.start));
}

/**
 * The error for an import that leads nowhere.
 *
 * @param place Who wrote it: `PATH:LINE:COLUMN`, or a path.
 */
export function importError(
  problem: ImportProblem,
  specifier: string,
  place: string,
): TesseraError {
  return new TesseraError(
    "bad_input",
    `Cannot import "${specifier}" at ${place}: ${problem.message}`,
    problem.hint === undefined ? {} : { hint: problem.hint },
  );
}

async function unreadable(path: string, error: Error): Promise<ImportProblem> {
  if (await isFolder(path)) {
    const entry = await firstFile(["mod.ts", "index.ts", "mod.js", "index.js"], path);
    return new ImportProblem(
      `"${path}" is a folder, expected a file`,
      entry === undefined ? undefined : `Did you mean "${join(path, entry)}"?`,
    );
  }
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    const nearest = await nearestFile(path);
    return new ImportProblem(
      `found no file "${path}"`,
      nearest === undefined ? undefined : `Did you mean "${nearest}"? Endings are never left out`,
    );
  }
  return new ImportProblem(`"${path}" cannot be read (${error.message})`);
}

/** Endings left out or of the compiled file come first, then names with a typing mistake. */
async function nearestFile(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const name = basename(path);
  const stem = basename(path, extname(path));
  const endings = [".ts", ".js", ".mjs", ".mts", ".json"];
  const guesses = endings.flatMap((ending) => [`${name}${ending}`, `${stem}${ending}`]);
  const guess = await firstFile(guesses, folder);
  if (guess !== undefined) return join(folder, guess);
  try {
    const names = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
    const nearest = findNearestName(name, names);
    return nearest === undefined ? undefined : join(folder, nearest);
  } catch {
    return undefined; // only used to suggest a name
  }
}

async function firstFile(names: readonly string[], folder: string): Promise<string | undefined> {
  for (const name of names) {
    try {
      if ((await stat(join(folder, name))).isFile()) return name;
    } catch {
      // not this one
    }
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
