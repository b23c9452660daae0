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
import { resolveTarget } from "../../job_target.ts";
import type { RemoteTarget } from "../../remote.ts";
import { workersHere } from "./options.ts";
import { openPoolCaller } from "./pool_caller.ts";
import { fixedServer, type ModuleServer, movingServer } from "./module_server.ts";
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
  /** Told what is waited for; stderr may lead elsewhere meanwhile. */
  tell(text: string): void;
}

/**
 * Loads the module, or looks at the server.
 *
 * @throws {TesseraError} When it cannot be called.
 */
export async function openCaller(
  { folder, sweep }: OpenSweep,
  options: OpenCallerOptions,
): Promise<PointCaller> {
  const { settings, io, signal } = options;
  const { target, endpoint, outputFormat, inputPath } = sweep;
  const hasPlainArrays = outputFormat === "lists";
  const format = outputFormat === "lists" ? "json" : outputFormat;
  const numWorkers = Math.min(workersHere(settings.numWorkers, io.env), sweep.count);
  if (target.kind !== "module") {
    return await openUrlCaller({
      server: await serverOf(target, options),
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

async function serverOf(
  target: Exclude<OpenSweep["sweep"]["target"], { kind: "module" }>,
  { remote, io, signal, tell }: OpenCallerOptions,
): Promise<ModuleServer> {
  if (target.kind === "url") {
    return fixedServer(
      remote ?? { kind: "url", baseUrl: target.baseUrl, authorization: undefined },
    );
  }
  const find = async (): Promise<RemoteTarget> => {
    const found = await resolveTarget(`job:${target.id}`, io);
    if (found.kind !== "url") throw new TypeError(`job ${target.id} has no URL`);
    return found;
  };
  return await movingServer({ find, signal, tell });
}
