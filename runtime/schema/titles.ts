/** Names made from other names, as pydantic and FastAPI make them. @module */

/** The title of a field: words with a capital, underscores as blanks (`n_iter` → `N Iter`). */
export function fieldTitle(name: string): string {
  return name.toLowerCase()
    .replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1))
    .replaceAll("_", " ")
    .trim();
}

/** The name of a model that has none, from the path to its field (`sub.items.[]` → `SubItems`). */
export function modelName(path: readonly string[]): string {
  return path
    .flatMap((part) => part.split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
