/** One file that a module consists of, read and taken apart. @module */

import { init, parse } from "es-module-lexer";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { TesseraError } from "../../lib/core/errors.ts";
import { parseExactJson } from "../payload/exact_json.ts";
import { JsonSyntaxError } from "../payload/json_syntax_error.ts";
import { engineSyntaxError } from "./engine_errors.ts";
import { Script } from "./script.ts";
import { ImportProblem } from "./specifiers.ts";
import { stripTypes } from "./strip.ts";
import { syntaxError } from "./syntax_error.ts";
import { LineTable } from "./text_position.ts";

/** A part of a program, in offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A static import or re-export; the range goes from the quoted specifier to the end of the attributes. */
export interface StaticImport extends Range {
  readonly specifier: string;
  /** The attribute `type`, such as `json`. */
  readonly type: string | undefined;
}

/** A file of JavaScript or TypeScript. */
export interface ScriptFile {
  readonly kind: "script";
  readonly path: string;
  /** `file:` URL, as stack traces show it. */
  readonly href: string;
  readonly script: Script;
  readonly imports: readonly StaticImport[];
  /** Where `import` of an `import(…)` stands. */
  readonly dynamicImports: readonly Range[];
  /** Where `import.meta` stands. */
  readonly metas: readonly Range[];
  /** What it exports by name, `export * from` not followed. */
  readonly exportNames: readonly string[];
}

/** A file of JSON. */
export interface JsonFile {
  readonly kind: "json";
  readonly path: string;
  readonly text: string;
}

/** A file of the user's module. */
export type ModuleFile = ScriptFile | JsonFile;

const TYPESCRIPT = [".ts", ".mts"];
const JAVASCRIPT = [".js", ".mjs"];
const REFUSED: Readonly<Record<string, string>> = {
  ".tsx": "JSX is not supported",
  ".jsx": "JSX is not supported",
  ".cjs": "CommonJS is not supported, expected an ES module (.js or .mjs)",
  ".cts": "CommonJS is not supported, expected an ES module (.ts or .mts)",
  ".wasm": "WebAssembly cannot be imported, expected WebAssembly.instantiate() of the file's bytes",
  ".py": "a TypeScript module cannot import Python: serve it, and call it with a client",
};

/**
 * Reads a file and finds its imports.
 *
 * @param path Absolute path.
 * @param type The import attribute `type` it was asked for with.
 * @throws {ImportProblem} when it is no file that can be imported that way.
 * @throws {TesseraError} `bad_input` when its contents are wrong.
 */
export async function readModuleFile(path: string, type?: string): Promise<ModuleFile> {
  const bytes = await Deno.readFile(path);
  checkImportType(path, type);
  const text = decode(path, bytes);
  if (type === "json") return readJson(path, text);
  const script = TYPESCRIPT.includes(extname(path).toLowerCase())
    ? await stripTypes(path, text)
    : new Script(path, text, text);
  return await takeApart(script);
}

/**
 * Checks that a file is what the import of it says, by its name.
 *
 * @throws {ImportProblem} when it is not, or cannot be imported at all.
 */
export function checkImportType(path: string, type: string | undefined): void {
  if (type === "json") return;
  if (type !== undefined) {
    throw new ImportProblem(`the import attribute type: "${type}" is not supported`);
  }
  const ending = extname(path).toLowerCase();
  if (TYPESCRIPT.includes(ending) || JAVASCRIPT.includes(ending)) return;
  if (ending === ".json") {
    throw new ImportProblem(
      "it is a JSON file, expected an import attribute",
      'Write import … from "…" with { type: "json" }',
    );
  }
  throw new ImportProblem(
    REFUSED[ending] ?? "it is neither JavaScript, TypeScript nor JSON, by its name",
  );
}

function decode(path: string, bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TesseraError("bad_input", `Cannot load "${path}": it is not UTF-8 text`, { cause });
  }
}

function readJson(path: string, text: string): JsonFile {
  try {
    JSON.parse(text);
    return { kind: "json", path, text };
  } catch (cause) {
    const { reason, offset } = locateJsonFault(text);
    const position = new LineTable(text).positionAt(offset);
    throw syntaxError({ path, source: text, position, reason: `${reason} in JSON`, cause });
  }
}

/** `JSON.parse` does not say where; the exact parser does, but accepts more. */
function locateJsonFault(text: string): { reason: string; offset: number } {
  try {
    parseExactJson(text);
    return { reason: "NaN or Infinity", offset: Math.max(0, text.search(/NaN|-?Infinity/)) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { reason: error.message, offset: error.offset };
  }
}

async function takeApart(script: Script): Promise<ScriptFile> {
  await init();
  const { path } = script;
  const file = { kind: "script", path, href: pathToFileURL(path).href, script } as const;
  const [imports, exports] = await lex(script);
  return {
    ...file,
    imports: imports.flatMap((found): StaticImport[] => {
      if (found.type !== "static" && found.type !== "reexport-star") return [];
      const type = found.attributes?.find(([key]) => key === "type")?.[1];
      return [{ specifier: found.specifier, start: found.start - 1, end: found.importEnd, type }];
    }),
    dynamicImports: imports
      .filter((found) => found.type === "dynamic" && found.phase === null)
      .map(({ importStart }) => ({ start: importStart, end: importStart + "import".length })),
    metas: imports
      .filter((found) => found.type === "import-meta")
      .map(({ start, end }) => ({ start, end })),
    exportNames: exports.flatMap((found) => found.type === "reexport-all" ? [] : [found.name]),
  };
}

/** The lexer only skims a program; when it gets lost, the engine says what is wrong. */
async function lex(script: Script): Promise<ReturnType<typeof parse>> {
  try {
    return parse(script.code);
  } catch (cause) {
    throw await engineSyntaxError(script, cause);
  }
}
