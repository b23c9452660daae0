/**
 * How rewritten files reach the loader: for `import.meta`, for `import(…)`, and to say that they run.
 *
 * A rewritten file cannot import the loader, which has no URL of its own in the bundled executable, so
 * it finds it under a registered symbol of the global object.
 *
 * @module
 */

import { dataUrl } from "./data_url.ts";

/** What stands in a file for the engine's own `import.meta` and `import(…)`. */
export interface FileBinding {
  /** The source's own: `url`, `filename`, `dirname`, `main`, `resolve`. */
  readonly meta: object;
  /** As `import(…)` called from that file. */
  readonly load: (specifier: unknown, options?: unknown) => Promise<unknown>;
}

/** What rewritten files call. */
export interface LoaderBinding {
  /** The binding of the file with a `file:` URL. */
  bind(href: string): FileBinding;
  /** The engine has read everything in a folder that the loader made. */
  removeFolder(folder: string): void;
}

const KEY = Symbol.for("tessera.module_loader");
const FOUND = `globalThis[Symbol.for("tessera.module_loader")]`;

/** The one loader of this thread, made on first use. */
export function sharedLoader<Loader extends LoaderBinding>(make: () => Loader): Loader {
  const holder = globalThis as { [KEY]?: Loader };
  const loader = holder[KEY] ?? make();
  Object.defineProperty(holder, KEY, { value: loader, configurable: true });
  return loader;
}

/** URL of a module that exports the {@linkcode FileBinding} of one file. */
export function bindingUrl(href: string): string {
  return dataUrl(`export const {meta,load}=${FOUND}.bind(${JSON.stringify(href)});`);
}

/**
 * URL of a module that exports another as `entry` and, before any of its files runs, has the folder
 * removed that they were read from.
 */
export function gateUrl(entry: string, folder: string): string {
  const gate = dataUrl(`${FOUND}.removeFolder(${JSON.stringify(folder)});`);
  const text = `import${JSON.stringify(gate)};import*as entry from${JSON.stringify(entry)};`;
  return dataUrl(`${text}export{entry};`);
}
