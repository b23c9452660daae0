/** Values and lists as pydantic's messages show them. @module */

/** A value as Python's `repr` shows it. */
export function pythonRepr(value: unknown): string {
  if (typeof value === "string") return textRepr(value);
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (typeof value === "object" && isPlainObject(value)) {
    const members = Object.entries(value).map(([key, item]) =>
      `${textRepr(key)}: ${pythonRepr(item)}`
    );
    return `{${members.join(", ")}}`;
  }
  return String(value);
}

/** `'a', 'b' or 'c'` */
export function orList(values: readonly unknown[]): string {
  const texts = values.map(pythonRepr);
  const last = texts.pop() ?? "";
  return texts.length === 0 ? last : `${texts.join(", ")} or ${last}`;
}

/** Whether a value is an object of keys and values, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t").replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}
