/** The languages of new modules: one is a file in this folder and a line here. @module */

import type { ProjectFiles } from "../project_files.ts";
import { pythonModule } from "./python.ts";
import { typescriptModule } from "./typescript.ts";

/** What `--language` may say. */
export const LANGUAGES = {
  ts: { title: "TypeScript", files: typescriptModule },
  python: { title: "Python", files: pythonModule },
} as const satisfies Record<
  string,
  { readonly title: string; files(name: string): Promise<ProjectFiles> }
>;

/** A language of new modules. */
export type Language = keyof typeof LANGUAGES;
