/** From TypeScript to JavaScript, without moving anything where that is possible. @module */

import { z } from "zod";
import { Script } from "./script.ts";
import { decodeMappings } from "./source_map.ts";
import { syntaxError } from "./syntax_error.ts";

/** What the type stripper throws: a plain object, lines from 1, columns from 0 in terminal cells. */
const StripProblem = z.object({
  code: z.string(),
  message: z.string(),
  startLine: z.int().positive(),
  startColumn: z.int().nonnegative(),
});

const SourceMap = z.object({ mappings: z.string() });

/**
 * Takes the types out of a file: they become spaces, so that every line and column stays. Only a file
 * with syntax that stands for code (`enum`, `namespace`, parameter properties) is written anew, and
 * then comes with a map.
 *
 * The stripper is loaded on first use (WebAssembly, 3 MB).
 *
 * @param path Absolute path, for messages.
 * @throws {TesseraError} `bad_input` with line and column for what is not TypeScript.
 */
export async function stripTypes(path: string, source: string): Promise<Script> {
  const { transformSync } = await import("amaro");
  try {
    return new Script(path, source, transformSync(source, { mode: "strip-only" }).code);
  } catch (error) {
    if (StripProblem.safeParse(error).data?.code !== "UnsupportedSyntax") {
      throw describeProblem(path, source, error);
    }
  }
  try {
    const { code, map } = transformSync(source, { mode: "transform", sourceMap: true });
    const { mappings } = SourceMap.parse(JSON.parse(map ?? "{}"));
    return new Script(path, source, code, [...decodeMappings(mappings)]);
  } catch (error) {
    throw describeProblem(path, source, error);
  }
}

function describeProblem(path: string, source: string, error: unknown): unknown {
  const { data } = StripProblem.safeParse(error);
  if (data === undefined) return error;
  const line = data.startLine - 1;
  const text = source.split("\n")[line] ?? "";
  const position = { line, column: columnAtWidth(text, data.startColumn) };
  const reason = data.message
    .replace(/\. Expected (?:[^,]+, ){3}.*$/s, "") // a list of all tokens there are
    .replace(/\.$/, "");
  return syntaxError({ path, source, position, reason });
}

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/;

/** The stripper counts columns as they look in a terminal; observed with amaro 1.2. */
function columnAtWidth(line: string, width: number): number {
  let seen = 0;
  let column = 0;
  for (const character of line) {
    if (seen >= width) break;
    seen += widthOf(character);
    column += character.length;
  }
  return column;
}

function widthOf(character: string): number {
  if (character === "\t") return 4;
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) return 0;
  const isWide = WIDE.test(character) || /\p{Emoji_Presentation}/u.test(character);
  return (isWide ? 2 : 1) + (character.length - 1);
}
