/** Opens what a sweep calls: a module on this machine, or a served one. @module */

import { join } from "node:path";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../../runtime/config/from_env.ts";
import { isPython, locateModule } from "../../../../runtime/module/locate.ts";
import type { OpenSweep } from "../../../jobs/sweep/folder.ts";
import type { PointCaller } from "../../../jobs/sweep/point_caller.ts";
import type { SweepSettings } from "../../../jobs/sweep/settings.ts";
import type { CliIo } from "../../io.ts";
import { quietPythonOptions, refusePython } from "../../python_options.ts";
import type { RemoteTarget } from "../../remote.ts";
import { workersHere } from "./options.ts";
import { openPoolCaller } from "./pool_caller.ts";
import { openUrlCaller } from "./url_caller.ts";

/** Folder of what single points write, in the sweep's folder. */
const RUNS = "runs";

/** How to call. */
export interface OpenCallerOptions {
  readonly settings: SweepSettings;
  readonly io: CliIo;
  /** Credentials that came with a URL and stand in no file. */
  readonly remote?: RemoteTarget | undefined;
  readonly signal: AbortSignal;
}

/**
 * Loads the module, or looks at the server.
 *
 * @throws {TesseraError} When it cannot be called.
 */
export async function openCaller(
  { folder, sweep }: OpenSweep,
  { settings, io, remote, signal }: OpenCallerOptions,
): Promise<PointCaller> {
  const { target, endpoint, outputFormat, inputPath } = sweep;
  const hasPlainArrays = outputFormat === "lists";
  const format = outputFormat === "lists" ? "json" : outputFormat;
  const numWorkers = Math.min(workersHere(settings.numWorkers, io.env), sweep.count);
  if (target.kind === "url") {
    return await openUrlCaller({
      target: remote ?? { kind: "url", baseUrl: target.baseUrl, authorization: undefined },
      endpoint,
      tokenFile: settings.tokenFile ?? undefined,
      outputFormat: format,
      hasPlainArrays,
      numWorkers,
      timeoutMs: settings.timeoutMs,
      signal,
    });
  }
  const modulePath = await locateModule(target.path, io.env);
  const python = { python: settings.python ?? undefined, gpus: settings.gpus ?? undefined };
  if (!isPython(modulePath)) refusePython(python, modulePath);
  const layer = { inputPath, outputPath: join(folder.path, RUNS), outputFormat: format };
  // with debug, the answer to a failed call says what the module threw
  const layers = mergeLayers(configFromEnv(io.env), layer, { debug: true });
  return await openPoolCaller({
    modulePath,
    endpoint,
    config: resolveConfig(layers, PATH_POLICIES.command),
    hasPlainArrays,
    numWorkers,
    timeoutMs: settings.timeoutMs,
    ...(isPython(modulePath)
      ? {
        python: {
          ...quietPythonOptions(python, io),
          ...(python.gpus === undefined ? {} : { gpus: python.gpus.split(",") }),
        },
      }
      : {}),
  });
}
