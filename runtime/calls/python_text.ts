/** Values as Python prints them, for messages that clients know from upstream. @module */

/** A text in quotes as Python's `repr` chooses them; control characters are escaped. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const char of text) {
    if (char === "\\" || char === quote) body += `\\${char}`;
    else body += escapeControl(char);
  }
  return quote + body + quote;
}

/** A set of texts, in the order given; an empty one is `set()`. */
export function pythonSet(texts: Iterable<string>): string {
  const items = [...texts].map(pythonRepr);
  return items.length === 0 ? "set()" : `{${items.join(", ")}}`;
}

function escapeControl(char: string): string {
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (char === "\t") return "\\t";
  const code = char.charCodeAt(0);
  if (code >= 0x20 && code !== 0x7f) return char;
  return `\\x${code.toString(16).padStart(2, "0")}`;
}
