/** JSON as it was written: 1 and 1.0 stay apart, integers of any size stay exact. @module */

/** A number and how it was written. */
export class WrittenNumber {
  /** The text of the number. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether it has a fraction or an exponent. */
  get isFloat(): boolean {
    return /[.eE]/.test(this.text);
  }

  /** Whether the other is the same value of the same kind, however many digits it is written with. */
  equals(other: WrittenNumber): boolean {
    if (this.isFloat !== other.isFloat) return false;
    if (!this.isFloat) return BigInt(this.text) === BigInt(other.text);
    return Object.is(Number(this.text), Number(other.text));
  }
}

/** A JSON text as a tree. */
export type JsonTree =
  | null
  | boolean
  | string
  | WrittenNumber
  | readonly JsonTree[]
  | { readonly [key: string]: JsonTree };

/** Reads strict JSON. @throws {SyntaxError} when it is none, which NaN is not. */
export function readJson(text: string): JsonTree {
  return JSON.parse(text, (_key, value, context?: { source: string }) => {
    return typeof value === "number" ? new WrittenNumber(context?.source ?? "") : value;
  });
}

/** Whether it is an object with keys. */
export function isJsonObject(tree: JsonTree | undefined): tree is { [key: string]: JsonTree } {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree) &&
    !(tree instanceof WrittenNumber);
}
