/** A user's module, loaded into this process. @module */

import type { RuntimeConfig } from "../../runtime/config/config.ts";
import { type InspectSetup, openInspector } from "../../runtime/debugging/inspector.ts";
import { Runtime } from "../../runtime/endpoints/call.ts";
import { loadModule } from "../../runtime/module/load.ts";
import { locateModule } from "../../runtime/module/locate.ts";
import type { UserModule } from "../../runtime/module/user_module.ts";
import { setThreadConfig } from "../../runtime/tracking/current_config.ts";
import { captureOutput } from "../../runtime/tracking/run.ts";
import { TesseraError } from "../core/errors.ts";
import type { CliIo } from "./io.ts";
import { writeNote } from "./output.ts";

/**
 * Loads a module and lends its runtime to `use`. As long as that lasts, what the module prints goes
 * to stderr.
 *
 * @param module Its `target` is a file or folder; without one, `TESSERACT_API_PATH` decides. With
 * `inspect`, debuggers can attach before it is loaded.
 * @throws {TesseraError} When the module cannot be found, throws while it is loaded or used, or
 * does not meet the contract; those of `use`.
 */
export async function withModule<Result>(
  module: {
    target: string | undefined;
    config: RuntimeConfig;
    inspect?: InspectSetup | undefined;
  },
  io: CliIo,
  use: (runtime: Runtime) => Promise<Result>,
): Promise<Result> {
  using _host = io.hostModule();
  const path = await locateModule(module.target, io.env);
  captureOutput();
  setThreadConfig(module.config);
  const { inspect } = module;
  if (inspect !== undefined) await openInspector(inspect, (line) => writeNote(io, line));
  const loaded = await load(path, { forDebugger: inspect !== undefined });
  const runtime = new Runtime(loaded, module.config);
  try {
    return await use(runtime);
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    throw new TesseraError("failed", `Cannot finish: module "${path}" threw`, { cause });
  }
}

async function load(path: string, options: { forDebugger: boolean }): Promise<UserModule> {
  try {
    return await loadModule(path, options);
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    throw new TesseraError("failed", `Cannot load module "${path}"`, { cause });
  }
}
