/** Errors that say the same in other words, or more exactly. @module */

import { isJsonObject, type JsonTree, WrittenNumber } from "./json_tree.ts";

type JsonObject = { readonly [key: string]: JsonTree };

/**
 * Texts that upstream takes from libraries, or from Python's memory, are cut to what they promise: why a buffer
 * could not be decoded, the pydantic text in a faulty vector's message, the order of a set.
 */
export function neutral(tree: JsonTree): JsonTree {
  if (tree instanceof WrittenNumber) return tree;
  if (Array.isArray(tree)) return tree.map(neutral);
  if (!isJsonObject(tree)) return tree;
  if (tree.type === "array_decode_error" && isJsonObject(tree.ctx)) {
    const msg = String(tree.msg).split(": ")[0] ?? "";
    return { ...tree, msg, ctx: { ...tree.ctx, error: "" } };
  }
  if (tree.type === "value_error") return { ...tree, msg: neutralMessage(String(tree.msg)) };
  if ("endpoint" in tree && "message" in tree) {
    return { ...tree, message: withoutPython(String(tree.message)) };
  }
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, neutral(item)]));
}

function neutralMessage(message: string): string {
  return message
    .replace(/^(Value error, (?:Tangent|Cotangent) vector '.*?':).*$/s, "$1")
    .replaceAll(/\{([^{}]*)\}/g, (_, items: string) => `{${items.split(", ").sort().join(", ")}}`);
}

/** What pydantic prints about a value in Python, and where to read about it. */
function withoutPython(message: string): string {
  return message
    .replaceAll(/ error(s?) for \w+/g, " error$1 for a model")
    .replaceAll(/, input_value=.*?\]$/gm, "]")
    .replaceAll(/\n *For further information visit \S+/g, "");
}

/**
 * The same as {@linkcode neutral} for our tree; besides, where upstream calls a faulty envelope "no numbers"
 * (reason D10), any error about an array of ours takes upstream's words.
 */
export function inWordsOf(ours: JsonTree, theirs: JsonTree): JsonTree {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.map((item, index) => inWordsOf(item, theirs[index] ?? null));
  }
  if (!isJsonObject(ours) || !isJsonObject(theirs)) return neutral(ours);
  if (isMoreExact(ours, theirs)) {
    const { type, msg, ctx } = theirs;
    return { ...ours, ...(type === undefined ? {} : { type }), msg: msg ?? "", ctx: ctx ?? {} };
  }
  if ("loc" in ours || "endpoint" in ours) return neutral(ours);
  return Object.fromEntries(
    Object.entries(ours).map(([key, item]) => [key, inWordsOf(item, theirs[key] ?? null)]),
  );
}

function isMoreExact(ours: JsonObject, theirs: JsonObject): boolean {
  return theirs.type === "array_non_numeric" && isJsonObject(theirs.input) &&
    String(ours.type).startsWith("array_");
}
