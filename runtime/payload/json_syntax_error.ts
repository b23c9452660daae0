/** Where and why a JSON text cannot be read. @module */

/** A JSON text that is not JSON; the message uses the words of Python's `json` module. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";

  /**
   * @param message What was expected, such as "Expecting value".
   * @param offset Characters before the fault.
   */
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}
