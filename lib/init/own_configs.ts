/** Configurations for editors that a module has already. @module */

import { join, resolve } from "node:path";
import { TesseraError } from "../core/errors.ts";
import { EDITOR_CONFIGS, type EditorConfig, TYPES_FOLDER } from "./editor_support.ts";

/** A configuration of the module's own, which stays as it is. */
export interface KeptConfig {
  /** Name of the file. */
  readonly path: string;
  /** What has to be in it for the types; undefined when it names them already. */
  readonly addition: object | undefined;
}

/** Which of the configurations there are. */
export interface OwnConfigs {
  readonly kept: readonly KeptConfig[];
  readonly missing: readonly EditorConfig[];
}

/**
 * Looks for configurations in a module's folder.
 *
 * @throws {TesseraError} `not_found` when there is no such folder; `denied` when it, or a configuration, cannot
 * be read.
 */
export async function ownConfigs(folder: string): Promise<OwnConfigs> {
  const root = resolve(folder);
  const names = await reading(
    root,
    async () => (await Array.fromAsync(Deno.readDir(root))).map(({ name }) => name),
  );
  const kept: KeptConfig[] = [];
  const missing: EditorConfig[] = [];
  for (const config of EDITOR_CONFIGS) {
    const path = [config.path, ...config.alternatives].find((name) => names.includes(name));
    if (path === undefined) {
      missing.push(config);
      continue;
    }
    const text = await reading(root, () => Deno.readTextFile(join(root, path)));
    const isKnown = text.includes(`${TYPES_FOLDER}/tessera/`);
    kept.push({ path, addition: isKnown ? undefined : config.addition });
  }
  return { kept, missing };
}

async function reading<T>(root: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory;
    throw new TesseraError(
      isMissing ? "not_found" : "denied",
      `Cannot write the types into "${root}": ` +
        (isMissing ? "found no such folder, expected a module's" : "it cannot be read"),
      {
        hint: isMissing
          ? "Name the folder of a module, or leave out --types-only to make one"
          : "Name a folder that you may read and write",
        cause,
      },
    );
  }
}
