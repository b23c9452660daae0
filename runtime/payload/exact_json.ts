/**
 * A JSON parser that loses nothing: integers of any size, `1` apart from `1.0`, NaN and infinities.
 *
 * It accepts what Python's `json.loads` accepts and refuses with the same messages and offsets,
 * because clients see both in a 422 (`json_invalid`). It is some ten times slower than
 * `JSON.parse`, which therefore runs first wherever that is safe.
 *
 * @module
 */

import { JsonFloat } from "./json_float.ts";
import { JsonSyntaxError } from "./json_syntax_error.ts";
import { MAX_DEPTH } from "./nesting.ts";

const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
// deno-lint-ignore no-control-regex -- control characters are what JSON forbids here
const CONTROL = /[\u0000-\u001f]/;
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/**
 * Parses a whole JSON text.
 *
 * @returns A tree in which integers beyond 2^53 are `bigint` and integral floats {@linkcode JsonFloat}.
 * @throws {JsonSyntaxError} With Python's message and the offset in characters.
 */
export function parseExactJson(text: string): unknown {
  return new ExactParser(text).parse();
}

class ExactParser {
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  parse(): unknown {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.text.length) throw new JsonSyntaxError("Extra data", this.#at);
    return value;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.text);
    this.#at = SPACE.lastIndex;
  }

  #value(): unknown {
    const first = this.text[this.#at];
    if (first === '"') return this.#string();
    if (first === "[") return this.#nested(() => this.#array());
    if (first === "{") return this.#nested(() => this.#object());
    return this.#number() ?? this.#constant();
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new JsonSyntaxError("Nested too deeply", this.#at);
    const value = read();
    this.#depth--;
    return value;
  }

  #number(): unknown {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.text);
    if (match === null) return undefined;
    this.#at = NUMBER.lastIndex;
    const value = Number(match[0]);
    if (match[2] === undefined && match[3] === undefined) {
      return Number.isSafeInteger(value) ? value + 0 : BigInt(match[0]);
    }
    return Number.isInteger(value) ? new JsonFloat(value) : value;
  }

  #constant(): unknown {
    for (const [word, value] of CONSTANTS) {
      if (!this.text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    throw new JsonSyntaxError("Expecting value", this.#at);
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    this.#space();
    if (this.#take("]")) return items;
    while (true) {
      items.push(this.#value());
      this.#space();
      if (this.#take("]")) return items;
      if (!this.#take(",")) throw new JsonSyntaxError("Expecting ',' delimiter", this.#at);
      this.#space();
    }
  }

  #object(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    this.#at++;
    this.#space();
    if (this.#take("}")) return members;
    while (true) {
      if (this.text[this.#at] !== '"') {
        throw new JsonSyntaxError(
          "Expecting property name enclosed in double quotes",
          this.#at,
        );
      }
      const key = this.#string();
      this.#space();
      if (!this.#take(":")) throw new JsonSyntaxError("Expecting ':' delimiter", this.#at);
      this.#space();
      define(members, key, this.#value());
      this.#space();
      if (this.#take("}")) return members;
      if (!this.#take(",")) throw new JsonSyntaxError("Expecting ',' delimiter", this.#at);
      this.#space();
    }
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const start = this.#at;
    let end = this.text.indexOf('"', start + 1);
    while (end !== -1 && isEscaped(this.text, end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) throw new JsonSyntaxError("Unterminated string starting at", start);
    const content = this.text.slice(start + 1, end);
    this.#at = end + 1;
    const control = CONTROL.exec(content);
    if (control !== null) {
      throw new JsonSyntaxError("Invalid control character at", start + 1 + control.index);
    }
    return content.includes("\\") ? unescape(content, start) : content;
  }
}

/** `JSON.parse` makes "__proto__" an own property; plain assignment would not. */
function define(members: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") members[key] = value;
  else {Object.defineProperty(members, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });}
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text[quote - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

function unescape(content: string, start: number): string {
  try {
    return JSON.parse(`"${content}"`);
  } catch {
    const bad = /\\(?:u(?![0-9a-fA-F]{4})|[^"\\/bfnrtu])/.exec(content.replaceAll("\\\\", "  "));
    const offset = start + 1 + (bad?.index ?? 0);
    const isUnicode = bad?.[0] === "\\u";
    throw isUnicode
      ? new JsonSyntaxError("Invalid \\uXXXX escape", offset + 1)
      : new JsonSyntaxError("Invalid \\escape", offset);
  }
}
