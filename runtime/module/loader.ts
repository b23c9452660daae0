/** Runs the files of modules in this thread. @module */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { TesseraError } from "../../lib/core/errors.ts";
import { type FileBinding, gateUrl, type LoaderBinding, sharedLoader } from "./binding.ts";
import { describeEngineError, describeLoadError, type LinkedFile } from "./engine_errors.ts";
import { importError, readGraph } from "./graph.ts";
import type { TextPosition } from "./text_position.ts";
import { link } from "./link.ts";
import { checkImportType } from "./module_file.ts";
import { ImportProblem, resolveSpecifier } from "./specifiers.ts";

/** V8 keeps this much of a URL in a profile. */
const PROFILER_URL_CHARS = 1024;

/** What a file exports. */
export type Namespace = Readonly<Record<string, unknown>>;

/** The entry file of a module, after it ran. */
export interface LoadedEntry {
  readonly namespace: Namespace;
  /** What the user wrote in it. */
  readonly source: string;
}

/** The loader of this thread; files that two modules share run once. */
export function moduleLoader(): ModuleLoader {
  return sharedLoader(() => new ModuleLoader());
}

/** Reads, rewrites and imports files. */
export class ModuleLoader implements LoaderBinding {
  /** The URL of every file that was read, by path. */
  readonly #urls = new Map<string, string>();
  /** What the engine was given, the newest last. */
  readonly #files: LinkedFile[] = [];
  readonly #folders = new Set<string>();
  /** Graphs are linked one after the other, so that no file gets two URLs. */
  #linking: Promise<unknown> = Promise.resolve();
  #namesFiles = false;

  /**
   * Loads a module. Files are read anew; what did not change since an earlier call is not run again.
   *
   * @param path Absolute path of its entry file.
   * @param options Whether a debugger may attach, now or later.
   * @throws {TesseraError} that says what is wrong, and where; what the module threw is its cause.
   */
  async loadEntry(path: string, options: { forDebugger?: boolean } = {}): Promise<LoadedEntry> {
    this.#namesFiles ||= options.forDebugger ?? false;
    try {
      const namespace = await this.#import(path, { reread: true });
      const entry = this.#files.findLast((file) => file.path === path);
      return { namespace, source: entry?.script.source ?? "" };
    } catch (error) {
      if (error instanceof ImportProblem) throw entryError(error, path);
      throw describeLoadError(error, path, this.#files.toReversed());
    }
  }

  /** What `import.meta` and `import(…)` are in one file. */
  bind(href: string): FileBinding {
    const filename = fileURLToPath(href);
    const resolve = (specifier: unknown): string => {
      const resolved = resolveSpecifier(String(specifier), href);
      return resolved.kind === "url" ? resolved.url : hrefOf(String(specifier), href);
    };
    return {
      meta: Object.assign(Object.create(null), {
        url: href,
        filename,
        dirname: dirname(filename),
        main: false,
        resolve,
      }),
      load: (specifier, options) => this.#importFrom(href, String(specifier), typeOf(options)),
    };
  }

  /**
   * `PATH:LINE:COLUMN` in the user's file of a place in what the engine runs.
   *
   * @param url As the engine's profiler has it, which cuts URLs off.
   * @returns Undefined for what is not the user's.
   */
  placeOf(url: string, position: TextPosition): string | undefined {
    const isCut = url.length === PROFILER_URL_CHARS;
    const file = this.#files.findLast((file) =>
      file.url === url || file.href === url || (isCut && file.url.startsWith(url))
    );
    return file?.script.placeOf(file.rewritten.offsetBefore(position));
  }

  /** Removes a folder of this loader; any other, and one that is gone, is left alone. */
  removeFolder(folder: string): void {
    if (this.#folders.delete(folder)) Deno.removeSync(folder, { recursive: true });
  }

  async #importFrom(
    href: string,
    specifier: string,
    type: string | undefined,
  ): Promise<Namespace> {
    try {
      const resolved = resolveSpecifier(specifier, href);
      if (resolved.kind === "url") return await import(resolved.url);
      return await this.#import(resolved.path, { type });
    } catch (error) {
      if (error instanceof ImportProblem) {
        throw importError(error, specifier, fileURLToPath(href));
      }
      throw describeEngineError(error, this.#files.toReversed());
    }
  }

  async #import(
    path: string,
    options: { reread?: boolean; type?: string | undefined },
  ): Promise<Namespace> {
    const linking = this.#linking.then(() => this.#link(path, options));
    this.#linking = linking.catch(() => {}); // reported to who asked
    const { url, folder } = await linking;
    if (folder === undefined) return await import(url);
    try {
      return (await import(gateUrl(url, folder))).entry;
    } finally {
      this.removeFolder(folder); // when nothing of it ran
    }
  }

  async #link(
    path: string,
    options: { reread?: boolean; type?: string | undefined },
  ): Promise<{ url: string; folder: string | undefined }> {
    const known = options.reread ? new Map<string, string>() : this.#urls;
    const seen = known.get(path);
    if (seen !== undefined) {
      checkImportType(path, options.type);
      return { url: seen, folder: undefined };
    }
    const graph = await readGraph(path, { type: options.type, known });
    const { urls, files, folder } = await link(graph, {
      known,
      namesFiles: this.#namesFiles,
    });
    if (folder !== undefined) this.#folders.add(folder);
    for (const [file, url] of urls) this.#urls.set(file, url);
    this.#files.push(...files);
    return { url: urls.get(path) ?? "", folder };
  }
}

function entryError({ message, hint }: ImportProblem, path: string): TesseraError {
  const options = hint === undefined ? {} : { hint };
  return new TesseraError("bad_input", `Cannot load module "${path}": ${message}`, options);
}

function hrefOf(specifier: string, referrer: string): string {
  return new URL(specifier, referrer).href;
}

/** The attribute `type` among the options of an `import(…)`. */
function typeOf(options: unknown): string | undefined {
  if (typeof options !== "object" || options === null || !("with" in options)) return undefined;
  const attributes = options.with;
  if (typeof attributes !== "object" || attributes === null) return undefined;
  return "type" in attributes ? String(attributes.type) : undefined;
}
