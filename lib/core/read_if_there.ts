/** Files that need not be there. @module */

/**
 * The text of a file; nothing when there is none.
 *
 * @throws {Error} What the system says of a file that cannot be read.
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
