/** A worker whose module is TypeScript or JavaScript: it runs in the worker's thread. @module */

import { openInspector } from "../debugging/inspector.ts";
import { Runtime } from "../endpoints/call.ts";
import { loadModule } from "../module/load.ts";
import { setThreadConfig } from "../tracking/current_config.ts";
import { captureOutput } from "../tracking/run.ts";
import { ModuleCalls } from "./module_calls.ts";
import type { StartedHost } from "./call_host.ts";
import type { WorkerSetup } from "./protocol.ts";

/**
 * Loads the module into this thread.
 *
 * @param tell Shows the operator a line.
 */
export async function startModuleHost(
  setup: WorkerSetup,
  tell: (line: string) => void,
): Promise<StartedHost> {
  captureOutput();
  setThreadConfig(setup.config);
  const { inspect } = setup;
  if (inspect !== undefined) await openInspector(inspect, tell);
  const module = await loadModule(setup.modulePath, { forDebugger: inspect !== undefined });
  const runtime = new Runtime(module, setup.config);
  return {
    host: new ModuleCalls(runtime, { debug: setup.config.debug }),
    info: { endpoints: runtime.endpointNames(), openapi: JSON.stringify(runtime.openapi()) },
  };
}
