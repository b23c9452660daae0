/** What differs between two JSON texts. @module */

import { isJsonObject, type JsonTree, WrittenNumber } from "./json_tree.ts";

/** What is not looked at. */
export interface CompareOptions {
  /** The order of an object's keys. */
  readonly anyKeyOrder?: boolean;
  /** Keys that are null in the second tree and not there in the first. */
  readonly nullsMayLack?: boolean;
  /** Whether a number has a fraction or not. */
  readonly numbersByValue?: boolean;
}

/** Gives one line for each difference: the path, what the first has, what the second has. */
export function compareJson(
  first: JsonTree,
  second: JsonTree,
  options: CompareOptions = {},
  path = "$",
): string[] {
  if (Array.isArray(first) && Array.isArray(second)) {
    if (first.length !== second.length) {
      return [`${path}: ${first.length} items, expected ${second.length}`];
    }
    return first.flatMap((item, index) =>
      compareJson(item, second[index], options, `${path}[${index}]`)
    );
  }
  if (isJsonObject(first) && isJsonObject(second)) {
    return compareObjects(first, second, options, path);
  }
  if (first instanceof WrittenNumber && second instanceof WrittenNumber) {
    const isSame = options.numbersByValue === true
      ? Number(first.text) === Number(second.text)
      : first.equals(second);
    return isSame ? [] : [`${path}: ${first.text}, expected ${second.text}`];
  }
  if (isScalar(first) && isScalar(second) && comparable(first) === comparable(second)) return [];
  return [`${path}: ${show(first)}, expected ${show(second)}`];
}

type JsonObject = { readonly [key: string]: JsonTree };

function compareObjects(
  first: JsonObject,
  second: JsonObject,
  options: CompareOptions,
  path: string,
): string[] {
  const mayLack = (key: string) =>
    options.nullsMayLack === true && second[key] === null && !Object.hasOwn(first, key);
  const keys = Object.keys(first);
  const expected = Object.keys(second).filter((key) => !mayLack(key));
  const sameKeys = options.anyKeyOrder === true
    ? keys.toSorted().join() === expected.toSorted().join()
    : keys.join() === expected.join();
  if (!sameKeys) return [`${path}: keys ${keys}, expected ${expected}`];
  return keys.flatMap((key) =>
    compareJson(first[key] ?? null, second[key] ?? null, {
      ...options,
      // what an error echoes has been read as JavaScript reads numbers
      ...("loc" in first && (key === "input" || key === "ctx") ? { numbersByValue: true } : {}),
    }, `${path}.${key}`)
  );
}

function isScalar(tree: JsonTree): tree is string | boolean | null {
  return tree === null || typeof tree === "string" || typeof tree === "boolean";
}

function comparable(value: string | boolean | null): string | boolean | null {
  return typeof value === "string" ? withoutIds(value) : value;
}

/** The text without random ids, as in the names of files, and without places in Python's memory. */
export function withoutIds(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/ at 0x[0-9a-f]+/g, " at <place>");
}

function show(tree: JsonTree): string {
  const text = JSON.stringify(
    tree,
    (_, value) => value instanceof WrittenNumber ? value.text : value,
  );
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
