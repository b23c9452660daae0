/**
 * Errors of the engine that name our rewritten text, put into terms of the user's files.
 *
 * The engine reports syntax and missing exports with a URL and a place inside its message; what a
 * module throws while it runs has a stack, which the engine has mapped to the source by then.
 *
 * @module
 */

import { TesseraError } from "../../lib/core/errors.ts";
import { findNearestName } from "../../lib/core/nearest_name.ts";
import { dataUrl } from "./data_url.ts";
import { Rewritten } from "./rewrite.ts";
import { formatPlace, type Script } from "./script.ts";
import { resolveSpecifier } from "./specifiers.ts";
import { syntaxError } from "./syntax_error.ts";
import type { TextPosition } from "./text_position.ts";

/** A file as it was handed to the engine. */
export interface LinkedFile {
  /** URL that the engine knows it by. */
  readonly url: string;
  /** `file:` URL of the user's file. */
  readonly href: string;
  readonly path: string;
  readonly script: Script;
  readonly rewritten: Rewritten;
  readonly exportNames: readonly string[];
}

/**
 * The error to report for what the import of a module ended with.
 *
 * @param path The module that was asked for.
 * @param files Every file that was handed to the engine, the newest first.
 */
export function describeLoadError(
  error: unknown,
  path: string,
  files: readonly LinkedFile[],
): unknown {
  const described = describeEngineError(error, files);
  if (described instanceof TesseraError) return described;
  if (!(error instanceof Error)) {
    return new TesseraError(
      "failed",
      `Cannot load module "${path}": it threw ${Deno.inspect(error)}, expected an Error`,
      { cause: error },
    );
  }
  return describeThrown(error, path, files);
}

/**
 * As {@linkcode describeLoadError} where the engine found a mistake; what a module throws stays what
 * it is.
 */
export function describeEngineError(error: unknown, files: readonly LinkedFile[]): unknown {
  if (!(error instanceof Error)) return error;
  return describeMissingExport(error, files) ?? describeSyntax(error, files) ?? error;
}

/**
 * What the engine says about a program that is not JavaScript.
 *
 * @param cause What made us ask; reported when the engine finds nothing wrong.
 */
export async function engineSyntaxError(script: Script, cause: unknown): Promise<unknown> {
  // the import makes sure that the text is parsed, but can never run
  const edits = script.code.startsWith("#!") ? [{ start: 0, end: 2, text: "//" }] : [];
  const guarded = new Rewritten(script.code, edits, 'import"tessera-syntax-check:";');
  const url = dataUrl(guarded.text);
  const error: unknown = await import(url).catch((error: unknown) => error);
  const found = error instanceof Error ? findPlace(error.message, [url]) : undefined;
  const { path, source } = script;
  if (found === undefined || !isSyntaxMessage(found.before, error)) {
    const position = script.sourcePosition(lexerOffset(cause));
    return syntaxError({ path, source, position, reason: "it is not an ES module", cause });
  }
  const position = script.sourcePosition(guarded.offsetBefore(found.position));
  return syntaxError({ path, source, position, reason: reasonOf(found.before) });
}

function describeMissingExport(
  error: Error,
  files: readonly LinkedFile[],
): TesseraError | undefined {
  const pattern = /requested module '(.*)' does not provide an export named '([^']*)'/s;
  const [, url = "", name = ""] = pattern.exec(error.message) ?? [];
  if (url === "") return undefined;
  const exporter = files.find((file) => file.url === url);
  const found = place(error.message, files);
  const nearest = findNearestName(name, exporter?.exportNames ?? []);
  const nearestHint = nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
  const typeHint = `If it is a type, write "import type { ${name} }"`;
  const hint = nearestHint ?? (/\.m?ts$/.test(found?.file.path ?? "") ? typeHint : undefined);
  return new TesseraError(
    "bad_input",
    `Cannot load "${found?.file.path ?? url}": found no export "${name}" in ` +
      `"${exporter?.path ?? publicName(url)}"` +
      (found === undefined ? "" : `, imported at ${formatPlace(found.file.path, found.position)}`),
    hint === undefined ? {} : { hint },
  );
}

function describeSyntax(error: Error, files: readonly LinkedFile[]): TesseraError | undefined {
  const found = place(error.message, files);
  if (found === undefined || !isSyntaxMessage(found.before, error)) return undefined;
  const { path, script } = found.file;
  const reason = reasonOf(found.before);
  return syntaxError({ path, source: script.source, position: found.position, reason });
}

function describeThrown(error: Error, path: string, files: readonly LinkedFile[]): TesseraError {
  const frame = firstFrame(error.stack ?? "", files);
  const message = withoutOurUrls(error.message, files);
  return new TesseraError(
    "failed",
    `Cannot load module "${path}": it threw ${error.name}: ${message}` +
      (frame === undefined ? "" : `, at ${frame}`),
    message === error.message ? { cause: error } : {},
  );
}

/** The engine's messages repeat URLs, and ours hold whole programs. */
function withoutOurUrls(message: string, files: readonly LinkedFile[]): string {
  const longestFirst = [...files].sort((a, b) => b.url.length - a.url.length);
  return longestFirst.reduce((text, { url, path }) => text.replaceAll(url, path), message);
}

/** The topmost frame that is in a file of the user. */
function firstFrame(stack: string, files: readonly LinkedFile[]): string | undefined {
  for (const line of stack.split("\n")) {
    if (!/^\s+at /.test(line)) continue;
    for (const { path, href } of files) {
      // the engine shows some URLs decoded
      const url = [`${href}:`, `file://${path}:`].find((url) => line.includes(url));
      if (url === undefined) continue;
      const place = line.slice(line.indexOf(url) + url.length - 1);
      return `${path}${/^(?::\d+)*/.exec(place)?.[0] ?? ""}`;
    }
  }
  return undefined;
}

/** Where in the user's files a message points to, and what stands before that. */
function place(
  message: string,
  files: readonly LinkedFile[],
): { file: LinkedFile; position: TextPosition; before: string } | undefined {
  for (const file of files) {
    const inText = findPlace(message, [file.url]);
    if (inText !== undefined) {
      const offset = file.rewritten.offsetBefore(inText.position);
      return { file, position: file.script.sourcePosition(offset), before: inText.before };
    }
    // some errors have been through the source map by now, which names the user's file
    const inSource = findPlace(message, [file.href, `file://${file.path}`]);
    if (inSource !== undefined) return { file, ...inSource };
  }
  return undefined;
}

function findPlace(
  message: string,
  urls: readonly string[],
): { position: TextPosition; before: string } | undefined {
  for (const url of urls) {
    const at = message.indexOf(` at ${url}:`);
    const [, line, column] = /^:(\d+):(\d+)/.exec(message.slice(at + url.length + 4)) ?? [];
    if (at === -1 || line === undefined || column === undefined) continue;
    const position = { line: Number(line) - 1, column: Number(column) - 1 };
    return { position, before: message.slice(0, at) };
  }
  return undefined;
}

const PARSER_PREFIX = "The module's source code could not be parsed: ";

/** Deno's own parser throws a TypeError, the engine a SyntaxError. */
function isSyntaxMessage(before: string, error: unknown): boolean {
  return before.startsWith(PARSER_PREFIX) || error instanceof SyntaxError;
}

function reasonOf(before: string): string {
  return before.replace(PARSER_PREFIX, "").replace(/\.$/, "");
}

function lexerOffset(cause: unknown): number {
  return cause instanceof Error && "idx" in cause && typeof cause.idx === "number" ? cause.idx : 0;
}

/** "tessera" instead of a place inside the executable. */
function publicName(url: string): string {
  const isUrlOf = (name: string) => {
    const resolved = resolveSpecifier(name, "file:///");
    return resolved.kind === "url" && resolved.url === url;
  };
  return ["tessera", "zod"].find(isUrlOf) ?? url;
}
