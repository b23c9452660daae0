/** Parts of a body that are kept out of the text that is parsed. @module */

import { JsonFloat } from "./json_float.ts";
import { LongList } from "./long_list.ts";
import { LongText } from "./long_text.ts";

/** Long texts and lists, each of which shows in the text as a short string literal. */
export class KeptParts {
  /** Part number k shows as "<mark>k": nobody can guess it. */
  readonly mark: string = crypto.randomUUID();
  readonly #parts: (LongText | LongList)[] = [];

  /** Keeps a part and gives the literal that stands for it, quotes included. */
  add(part: LongText | LongList): string {
    return `"${this.#markOf(this.#parts.push(part) - 1)}"`;
  }

  /** The texts among the parts, in their order. */
  texts(): LongText[] {
    return this.#parts.filter((part) => part instanceof LongText);
  }

  /** The tree with the parts where their marks stand. */
  restore(tree: unknown): unknown {
    return this.#parts.length === 0 ? tree : this.#restored(tree);
  }

  /** Offset in the body of a place in the text. */
  offsetOf(text: string, place: number): number {
    let offset = place;
    for (const [k, { byteLength }] of this.#parts.entries()) {
      const mark = this.#markOf(k);
      if (text.indexOf(`"${mark}"`) < place) offset += byteLength - mark.length;
    }
    return offset;
  }

  #markOf(part: number): string {
    return `${this.mark}${part}`;
  }

  #restored(node: unknown): unknown {
    if (typeof node === "string") return this.#partFor(node) ?? node;
    if (typeof node !== "object" || node === null || node instanceof JsonFloat) return node;
    if (Array.isArray(node)) {
      for (let k = 0; k < node.length; k++) {
        const item: unknown = node[k];
        if (typeof item !== "number") node[k] = this.#restored(item);
      }
      return node;
    }
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== "string" && (typeof value !== "object" || value === null)) continue;
      const restored = this.#restored(value);
      if (restored !== value) {
        Object.defineProperty(node, key, {
          value: restored,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
    return node;
  }

  #partFor(text: string): LongText | number[] | undefined {
    if (!text.startsWith(this.mark)) return undefined;
    const part = this.#parts[Number(text.slice(this.mark.length))];
    return part instanceof LongList ? part.numbers() : part;
  }
}
