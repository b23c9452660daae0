/**
 * Builds what editors need to know "tessera" and "zod": `deno run -A scripts/build_declarations.ts`.
 *
 * Writes one file, `dist/declarations/declarations.json`: the text of every declaration file, by its path below
 * the folder that `tessera init` makes. The executable carries its own, which scripts/bundle.ts has made.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { ROOT } from "./process.ts";
import { note } from "./terminal.ts";

/** Where a program that is run from the sources finds the declarations, relative to the root. */
export const DECLARATIONS_FOLDER = "dist/declarations";

const FILE_NAME = "declarations.json";
/** They are part of the executable and copied into every new module. */
const MAX_BYTES = 700_000;

/** Declaration files by path: `tessera/mod.d.ts`, `zod/index.d.ts` and what they import. */
export type DeclarationFiles = Readonly<Record<string, string>>;

/**
 * Builds the declarations into a folder below the root and gives the size of their file.
 *
 * @throws {Error} When a source has an export whose type is not written down, or the result is too large.
 */
export async function buildDeclarations(folder: string): Promise<number> {
  const files: DeclarationFiles = {
    ...await follow({ entry: `${ROOT}/mod.ts`, base: ROOT, below: "tessera" }),
    ...await zodDeclarations(),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(files));
  if (bytes.byteLength > MAX_BYTES) {
    throw new Error(
      `Cannot build the declarations: they have ${bytes.byteLength} bytes, at most ${MAX_BYTES} are allowed`,
    );
  }
  await Deno.mkdir(`${ROOT}/${folder}`, { recursive: true });
  const aside = `${ROOT}/${folder}/${crypto.randomUUID()}`;
  await Deno.writeFile(aside, bytes);
  await Deno.rename(aside, `${ROOT}/${folder}/${FILE_NAME}`);
  return bytes.byteLength;
}

async function zodDeclarations(): Promise<DeclarationFiles> {
  const entry = declarationOf(fileURLToPath(import.meta.resolve("zod")));
  const base = dirname(entry);
  const licence = await Deno.readTextFile(`${base}/LICENSE`);
  return { ...await follow({ entry, base, below: "zod" }), "zod/LICENSE": licence };
}

/** The declarations of a file and of everything that they import by relative path. */
async function follow(
  { entry, base, below }: { entry: string; base: string; below: string },
): Promise<DeclarationFiles> {
  const files: Record<string, string> = {};
  const seen = new Set([entry]);
  for (const path of seen) { // grows while it is walked
    const text = await declare(path);
    const imports = relativeImports(text);
    for (const { text: specifier } of imports) {
      const target = join(dirname(path), specifier);
      seen.add(target.endsWith(".js") ? declarationOf(target) : target);
    }
    files[`${below}/${declarationOf(relative(base, path))}`] = withoutLocalExamples(
      withDeclarationPaths(text, imports),
    );
  }
  return files;
}

async function declare(path: string): Promise<string> {
  const text = await Deno.readTextFile(path);
  if (path.endsWith(".d.ts")) return text;
  const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions,
  });
  const [first] = diagnostics;
  if (first === undefined) return outputText;
  const reason = ts.flattenDiagnosticMessageText(first.messageText, "\n");
  throw new Error(`Cannot declare what ${path} exports: ${reason}`);
}

/** What a file imports by relative path, in the order of the text; what comments show does not count. */
function relativeImports(text: string): ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node);
    if (
      specifier !== undefined && ts.isStringLiteral(specifier) && /^\.\.?\//.test(specifier.text)
    ) {
      found.push(specifier);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("text.d.ts", text, ts.ScriptTarget.ESNext));
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return node.argument.literal;
  }
  return undefined;
}

/** `./dtype.ts` and `./schemas.js` become `./dtype.d.ts` and `./schemas.d.ts`: Deno guesses no endings. */
function withDeclarationPaths(text: string, imports: readonly ts.StringLiteral[]): string {
  let result = "";
  let copied = 0;
  for (const { text: specifier, end } of imports) {
    result += text.slice(copied, end - specifier.length - 1) + declarationOf(specifier);
    copied = end - 1; // the quote
  }
  return result + text.slice(copied);
}

/** Examples import what they show from its own file; authors import it from "tessera". */
function withoutLocalExamples(text: string): string {
  return text.replace(/^( \* import .* from )"\.\/[\w/]+(?<!\.d)\.ts";$/gm, '$1"tessera";');
}

function declarationOf(path: string): string {
  return path.replace(/(?<!\.d)\.[jt]s$/, ".d.ts");
}

if (import.meta.main) {
  const sizeBytes = await buildDeclarations(DECLARATIONS_FOLDER);
  note(`${DECLARATIONS_FOLDER}: ${(sizeBytes / 1000).toFixed(0)} kB`);
}
