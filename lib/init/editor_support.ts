/** Files that make `import { z } from "tessera"` known to editors, `deno check` and `tsc`. @module */

import { readDeclarations } from "./declarations.ts";
import type { ProjectFiles } from "./project_files.ts";

/** The folder of the declarations, beside the module. */
export const TYPES_FOLDER = ".tessera";

const TESSERA = `./${TYPES_FOLDER}/tessera/mod.d.ts`;
const ZOD = `./${TYPES_FOLDER}/zod/index.d.ts`;

/** A configuration file from which a kind of editor knows where the types are. */
export interface EditorConfig {
  /** Name of the file. */
  readonly path: string;
  /** Names of files that do the same; one of them stands in its place. */
  readonly alternatives: readonly string[];
  /** All of it, where there is none. */
  readonly content: object;
  /** What has to be in one that there is. */
  readonly addition: object;
}

/** For Deno and its editor extensions; `lib` because Deno takes it from tsconfig.json otherwise. */
const DENO: EditorConfig = {
  path: "deno.json",
  alternatives: ["deno.jsonc"],
  content: {
    imports: { tessera: TESSERA, zod: ZOD },
    compilerOptions: { lib: ["deno.window"] },
    exclude: [TYPES_FOLDER],
    fmt: { proseWrap: "preserve" },
  },
  addition: { imports: { tessera: TESSERA, zod: ZOD } },
};

/** For editors with TypeScript alone, such as VS Code as it comes. */
const TYPESCRIPT: EditorConfig = {
  path: "tsconfig.json",
  alternatives: [],
  content: {
    compilerOptions: {
      target: "esnext",
      lib: ["esnext", "dom", "dom.iterable"],
      module: "esnext",
      moduleResolution: "bundler",
      moduleDetection: "force",
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      paths: { tessera: [TESSERA], zod: [ZOD] },
    },
    include: ["**/*.ts"],
  },
  addition: { compilerOptions: { paths: { tessera: [TESSERA], zod: [ZOD] } } },
};

/** One for each kind of editor. */
export const EDITOR_CONFIGS: readonly EditorConfig[] = [DENO, TYPESCRIPT];

/** The declarations and these configurations, by path below the module's folder. */
export async function editorSupport(
  configs: readonly EditorConfig[] = EDITOR_CONFIGS,
): Promise<ProjectFiles> {
  const declarations = Object.entries(await readDeclarations())
    .map(([path, text]) => [`${TYPES_FOLDER}/${path}`, text]);
  const settings = configs.map(({ path, content }) => [
    path,
    `${JSON.stringify(content, null, 2)}\n`,
  ]);
  return Object.fromEntries([...settings, ...declarations]);
}
