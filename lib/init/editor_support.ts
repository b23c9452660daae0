/** Files that make `import { z } from "tessera"` known to editors, `deno check` and `tsc`. @module */

import { readDeclarations } from "./declarations.ts";
import type { ProjectFiles } from "./project_files.ts";

/** The folder of the declarations, beside the module. */
export const TYPES_FOLDER = ".tessera";

const TESSERA = `./${TYPES_FOLDER}/tessera/mod.d.ts`;
const ZOD = `./${TYPES_FOLDER}/zod/index.d.ts`;

/** For Deno and its editor extensions; `lib` because Deno takes it from tsconfig.json otherwise. */
const DENO_CONFIG = {
  imports: { tessera: TESSERA, zod: ZOD },
  compilerOptions: { lib: ["deno.window"] },
  exclude: [TYPES_FOLDER],
  fmt: { proseWrap: "preserve" },
};

/** For editors with TypeScript alone, such as VS Code as it comes. */
const TYPESCRIPT_CONFIG = {
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
};

/** The files, by path below the module's folder. */
export async function editorSupport(): Promise<ProjectFiles> {
  const declarations = Object.entries(await readDeclarations())
    .map(([path, text]) => [`${TYPES_FOLDER}/${path}`, text]);
  return {
    "deno.json": `${JSON.stringify(DENO_CONFIG, null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(TYPESCRIPT_CONFIG, null, 2)}\n`,
    ...Object.fromEntries(declarations),
  };
}
