/** Several servers of the same module behind one name. @module */

/** Deals requests out in turn; one that did not answer is left out from then on. */
export class Replicas {
  /** All of them, those that were left out as well. */
  readonly all: readonly string[];
  #urls: readonly string[];

  /** @param urls Base URLs, at least one; a random one is asked first, as commands are many and short. */
  constructor(urls: readonly string[], random: () => number = Math.random) {
    this.all = urls;
    const start = Math.floor(random() * urls.length);
    this.#urls = [...urls.slice(start), ...urls.slice(0, start)];
  }

  /** In which order to try them for the next request. */
  order(): readonly string[] {
    const order = this.#urls;
    const [first, ...others] = order;
    this.#urls = first === undefined ? [] : [...others, first];
    return order;
  }

  /** Leaves one out that did not answer, unless it is the last. */
  drop(url: string): void {
    if (this.#urls.length > 1) this.#urls = this.#urls.filter((other) => other !== url);
  }
}
