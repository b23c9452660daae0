/** What `tessera init` does. @module */

import { basename, relative, resolve } from "node:path";
import { TesseraError } from "../../core/errors.ts";
import { type Language, LANGUAGES } from "../../init/languages/registry.ts";
import { editorSupport, TYPES_FOLDER } from "../../init/editor_support.ts";
import { ownConfigs } from "../../init/own_configs.ts";
import { writeProject } from "../../init/project_files.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { writeJson, writeNote } from "../output.ts";

/** Names that are safe in file names, image names and titles. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** Options of the command. */
export interface InitOptions {
  readonly language: Language;
  readonly name?: string | undefined;
  readonly json?: true | undefined;
}

/** Writes a new module and says what to do with it. */
export async function initModule(
  folder: string,
  options: InitOptions,
  io: CliIo,
): Promise<number> {
  const language = LANGUAGES[options.language];
  const name = checkedName(options.name, folder);
  const files = await language.files(name);
  const root = await writeProject(folder, files);
  if (options.json) {
    writeJson(io, { folder: root, name, language: options.language, files: Object.keys(files) });
    return EXIT.ok;
  }
  writeOutText(io, `${summarize(Object.keys(files)).join("\n")}\n`);
  const place = relative(Deno.cwd(), root) || ".";
  writeNote(io, `Made the ${language.title} module "${name}" in "${root}"`);
  writeNote(io, `Next: tessera test ${quote(place)}`);
  if (options.language === "python") writeNote(io, PYTHON_NEEDS);
  return EXIT.ok;
}

const PYTHON_NEEDS =
  "It runs in the Python of the active environment, or the one that --python names, which needs: " +
  "pip install 'tesseract-core[runtime]'";

/** Writes what editors need beside a module that exists, and says what to do with it. */
export async function initTypes(
  folder: string,
  options: Pick<InitOptions, "json">,
  io: CliIo,
): Promise<number> {
  const { kept, missing } = await ownConfigs(folder);
  const files = await editorSupport(missing);
  const root = await writeProject(folder, files, {
    what: "the types",
    ifTaken: () => `Remove the folder ${TYPES_FOLDER} first; it holds nothing but types`,
  });
  const paths = Object.keys(files);
  if (options.json) {
    writeJson(io, { folder: root, files: paths, kept });
    return EXIT.ok;
  }
  writeOutText(io, `${summarize(paths).join("\n")}\n`);
  writeNote(io, `Wrote the types of "tessera" and "zod" into "${root}"`);
  for (const { path, addition } of kept) {
    if (addition === undefined) continue;
    writeNote(io, `Kept ${path}; add to it: ${JSON.stringify(addition)}`);
  }
  return EXIT.ok;
}

function checkedName(given: string | undefined, folder: string): string {
  const name = given ?? basename(resolve(folder));
  if (NAME.test(name)) return name;
  throw new TesseraError(
    "usage",
    `Cannot name the module: found "${name}"${given === undefined ? ", its folder's name" : ""}, ` +
      "expected a letter and then up to 63 letters, digits, dots, dashes or underscores",
    { hint: given === undefined ? "Pass --name" : "Pass another --name" },
  );
}

/** Every file, but one line for each hidden folder. */
function summarize(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.startsWith(".") ? path.replace(/\/.*/, "/") : path))];
}

/** For a shell. */
function quote(path: string): string {
  return /^[\w./@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
