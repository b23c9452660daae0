/** Keeps apart what JSON writes as `1` and as `1.0`. @module */

/**
 * A number that was written with a fraction or exponent although its value is integral (`1.0`,
 * `1e3`). The exact parser puts it into the tree where a schema tells integers from floats (integer
 * and bool arrays, arrays of any dtype); the fast parser gives plain numbers.
 */
export class JsonFloat {
  constructor(readonly value: number) {}

  /** So that arithmetic and comparison work on it as on a number. */
  valueOf(): number {
    return this.value;
  }
}
