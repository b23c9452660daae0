/** Folders that a test leaves nothing of. @module */

/** A folder that is removed with everything in it at the end of the scope. */
export interface TempFolder extends AsyncDisposable {
  /** Absolute path, links resolved. */
  readonly path: string;
}

/** Makes an empty folder. */
export async function tempFolder(): Promise<TempFolder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-test-" }));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}
