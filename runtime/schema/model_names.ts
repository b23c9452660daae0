/** Names of the user's models in the OpenAPI document. @module */

import { modelName } from "./titles.ts";

/** Characters that component names may have (OpenAPI 3.1, "Components Object"). */
const FORBIDDEN = /[^A-Za-z0-9._-]+/g;

/** Hands out one name per model; the same model has the same name wherever it is used. */
export class ModelNames {
  readonly #byModel = new Map<unknown, string>();
  /** The names of the roots are given already. */
  readonly #taken = new Set(["InputSchema", "OutputSchema"]);

  /**
   * @param model What makes it the same model: the definition that its copies share.
   * @param wanted The name its author gave it, if any.
   * @param path Fields from the root to its first use.
   */
  nameOf(
    model: unknown,
    { wanted, path }: { wanted: string | undefined; path: readonly string[] },
  ): string {
    const known = this.#byModel.get(model);
    if (known !== undefined) return known;
    const fromPath = modelName(path).replaceAll(FORBIDDEN, "_") || "Model";
    const candidates = wanted === undefined ? [] : [wanted.replaceAll(FORBIDDEN, "_")];
    candidates.push(fromPath);
    for (let count = 2; count <= this.#taken.size + 2; count++) {
      candidates.push(`${fromPath}${count}`);
    }
    const name = candidates.find((candidate) => !this.#taken.has(candidate)) ?? fromPath;
    this.#byModel.set(model, name);
    this.#taken.add(name);
    return name;
  }
}
