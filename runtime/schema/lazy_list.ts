/** Lists whose items are made when somebody asks for them. @module */

const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * A list that cannot be changed and holds one item a key. An item is made every time it is read and
 * not kept, so that a list larger than the memory can be gone through; everything that lists can do
 * (`at`, `for … of`, `map`, `slice`) works, and loads what it needs.
 *
 * @param keys What `load` makes items from, one each: the names of files, for example.
 * @param load Makes one item.
 * @example Squares on demand
 * ```ts
 * import { lazyList } from "./lazy_list.ts";
 * import assert from "node:assert/strict";
 * const squares = lazyList([1, 2, 3], (n) => n * n);
 * assert.equal(squares.at(-1), 9);
 * assert.equal(squares.length, 3);
 * ```
 */
export function lazyList<Key, Item>(
  keys: readonly Key[],
  load: (key: Key, index: number) => Item,
): readonly Item[] {
  const read = (index: number): Item => load(keys[index] as Key, index);
  const indexOf = (property: string | symbol): number | undefined => {
    if (typeof property !== "string" || !INDEX.test(property)) return undefined;
    return Number(property) < keys.length ? Number(property) : undefined;
  };
  return new Proxy<Item[]>(new Array(keys.length), {
    get(target, property) {
      const index = indexOf(property);
      return index === undefined ? Reflect.get(target, property) : read(index);
    },
    has: (target, property) => indexOf(property) !== undefined || Reflect.has(target, property),
    getOwnPropertyDescriptor(target, property) {
      const index = indexOf(property);
      if (index === undefined) return Reflect.getOwnPropertyDescriptor(target, property);
      return { get: () => read(index), enumerable: true, configurable: true };
    },
    ownKeys: (target) => [...keys.keys().map(String), ...Reflect.ownKeys(target)],
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    preventExtensions: () => false,
  });
}
