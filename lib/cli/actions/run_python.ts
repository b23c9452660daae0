/** What `tessera run` does with a module in Python. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import type { InspectSetup } from "../../../runtime/debugging/inspector.ts";
import { resolveEndpointName } from "../endpoint_name.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { readPayload } from "../payload.ts";
import { withPythonModule } from "../python/session.ts";
import { pythonOptions, refuseInspector } from "../python_options.ts";
import { deliver, missingPayload, prepareResult, type RunArguments } from "./run.ts";

/** What to call, and how. */
export interface PythonRun extends Omit<RunArguments, "target"> {
  /** Absolute path of the module. */
  readonly modulePath: string;
  /** 0 is no limit. */
  readonly limitMs: number;
  /** The interpreter that was named. */
  readonly python?: string | undefined;
  readonly inspect?: InspectSetup | undefined;
}

/** Calls an endpoint in a process of the user's interpreter; 1 when the module throws. */
export async function runPython(
  call: PythonRun,
  config: RuntimeConfig,
  io: CliIo,
): Promise<number> {
  const { modulePath: path, limitMs } = call;
  refuseInspector(call.inspect, path);
  await prepareResult(config);
  const payload = call.payload === undefined ? undefined : await readPayload(call.payload, io);
  const task = { name: `"${call.endpoint}"`, limitMs: limitMs === 0 ? undefined : limitMs };
  const python = pythonOptions(call, config, io);
  return await withPythonModule({ path, config, python, task }, io, async (module) => {
    const endpoint = resolveEndpointName(call.endpoint, module.endpoints);
    if (payload === undefined && endpoint !== "health") throw missingPayload(call.endpoint);
    const { status, body } = await module.call(endpoint, payload);
    // the traceback stands on stderr already
    if (status !== 200) return EXIT.failed;
    await deliver(body, config, io);
    return EXIT.ok;
  });
}
