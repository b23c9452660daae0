/** Turns a filled form into the value to send, and says what is wrong where. @module */

import type { ArrayValue } from "../arrays/array_value.ts";
import { arrayOfNumbers, type ArrayType } from "../arrays/from_numbers.ts";
import { readNumberTable } from "../arrays/nested_text.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import type { Schema } from "../schema/json_schema.ts";
import { type Draft, type DraftOf, type FieldPath, pathKey } from "./draft.ts";

/** A value on its way into a request. */
export type RequestValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | ArrayArgument
  | readonly RequestValue[]
  | { readonly [key: string]: RequestValue };

/** An array, and what is declared of it. */
export class ArrayArgument {
  /** @param fileName Name of the file that the array was read from, if it was. */
  constructor(
    readonly array: ArrayValue,
    readonly type: ArrayType,
    readonly fileName?: string,
  ) {}
}

/** What is wrong, by {@linkcode pathKey}. */
export type Messages = ReadonlyMap<string, readonly string[]>;

/** A value, and what has to be corrected before it can be sent. */
export interface ReadForm {
  readonly value: RequestValue;
  readonly problems: Messages;
}

/** Reads a form; the value is only worth sending when there are no problems. */
export function readForm(schema: Schema, draft: Draft, document: Schema): ReadForm {
  const problems = new Map<string, string[]>();
  const report = (path: FieldPath, message: string) => {
    const key = pathKey(path);
    problems.set(key, [...(problems.get(key) ?? []), message]);
  };
  const value = read(schema, draft, [], { document, report });
  return { value: value ?? null, problems };
}

/** Reads a number array from text, as a field declares it; @throws {Error} when it is none. */
export function readArrayText(text: string, type: ArrayType): ArrayValue {
  return arrayOfNumbers(readNumberTable(text), type);
}

interface Reading {
  readonly document: Schema;
  readonly report: (path: FieldPath, message: string) => void;
}

function read(schema: Schema, draft: Draft, path: FieldPath, reading: Reading): RequestValue {
  const field = fieldOf(schema, reading.document);
  switch (draft.kind) {
    case "text":
      return attempt(() => readText(field, draft.text), path, reading);
    case "file":
      return field.kind === "array" ? new ArrayArgument(draft.array, field.type, draft.name) : null;
    case "flag":
      return draft.value;
    case "choice":
      return field.kind === "choice" ? plain(field.options[draft.index]) : null;
    case "model":
      return field.kind === "model" ? readModel(field, draft, path, reading) : null;
    case "items":
      return draft.items.map((item, index) =>
        read(itemSchema(field, index), item, [...path, index], reading)
      );
    case "entries":
      return field.kind === "dict" ? readEntries(field, draft, path, reading) : null;
    case "paths":
      if (draft.paths.length === 0) reading.report(path, "Choose at least one");
      return draft.paths;
    case "union":
      return field.kind === "union"
        ? read(field.options[draft.index] ?? {}, draft.draft, path, reading)
        : null;
    case "null":
      return null;
  }
}

function readText(field: Field, text: string): RequestValue {
  switch (field.kind) {
    case "text":
      return text;
    case "array":
      return new ArrayArgument(readArrayText(text, field.type), field.type);
    case "number":
      return readNumber(text.trim(), field.isInteger);
    case "numbers": {
      const { tokens, shape } = readNumberTable(text.trim() === "" ? "[]" : text);
      if (shape.length > 1) throw new SyntaxError("Cannot read a list: found a list of lists");
      return tokens.map((token) => readNumber(token, field.isInteger));
    }
    default:
      return plain(JSON.parse(text));
  }
}

function readNumber(text: string, isInteger: boolean): number | bigint {
  if (text === "") throw new SyntaxError("Cannot read a number: nothing is there");
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text))) {
    return BigInt(text.replace("+", ""));
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new SyntaxError(`Cannot read a number: found "${text}"`);
  if (isInteger && !Number.isInteger(value)) {
    throw new SyntaxError(`Cannot use ${text}: expected an integer`);
  }
  return value;
}

function readModel(
  field: Extract<Field, { kind: "model" }>,
  draft: DraftOf<"model">,
  path: FieldPath,
  reading: Reading,
): RequestValue {
  const parts = field.properties.flatMap(({ name, schema }) => {
    const part = draft.fields[name];
    return part === undefined
      ? []
      : [[name, read(schema, part, [...path, name], reading)] as const];
  });
  return Object.fromEntries(parts);
}

function readEntries(
  field: Extract<Field, { kind: "dict" }>,
  draft: DraftOf<"entries">,
  path: FieldPath,
  reading: Reading,
): RequestValue {
  const seen = new Set<string>();
  for (const { key } of draft.entries) {
    if (seen.has(key)) reading.report(path, `Two entries have the key "${key}"`);
    seen.add(key);
  }
  return Object.fromEntries(
    draft.entries.map(({ key, draft: item }) => [
      key,
      read(field.value, item, [...path, key], reading),
    ]),
  );
}

function itemSchema(field: Field, index: number): Schema {
  if (field.kind === "list") return field.item;
  return field.kind === "tuple" ? field.items[index] ?? {} : {};
}

function attempt(act: () => RequestValue, path: FieldPath, { report }: Reading): RequestValue {
  try {
    return act();
  } catch (error) {
    report(path, error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** JSON that came from a schema or from `JSON.parse` is a request value already. */
function plain(json: unknown): RequestValue {
  return (json ?? null) as RequestValue;
}
