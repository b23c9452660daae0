/** What a module in Python offers. @module */

import { type PythonSetup, withPythonModule } from "./session.ts";
import type { CliIo } from "../io.ts";

/** What there is to know of a module without calling it. */
export interface PythonDescription {
  /** As in the document. */
  readonly endpoints: readonly string[];
  /** The OpenAPI document as JSON text. */
  readonly openapi: string;
}

/**
 * Loads a module and has its document made, which needs every schema: what only a later call would find is found.
 *
 * @throws {TesseraError} As `withPythonModule`.
 */
export async function describePython(setup: PythonSetup, io: CliIo): Promise<PythonDescription> {
  return await withPythonModule(setup, io, async (module) => {
    const openapi = await module.openapi();
    return { endpoints: module.endpoints, openapi };
  });
}
