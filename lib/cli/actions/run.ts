/** What `tessera run` does. @module */

import path from "node:path";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import type { InspectSetup } from "../../../runtime/debugging/inspector.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import { runIdProblem } from "../../../runtime/tracking/run_name.ts";
import { TesseraError } from "../../core/errors.ts";
import { isRemote } from "../../storage/location.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { resolveEndpointName } from "../endpoint_name.ts";
import { formatFailure } from "../error_text.ts";
import { EXIT } from "../exit.ts";
import { type InspectOptionValues, inspectSetup } from "../inspect_options.ts";
import type { CliIo } from "../io.ts";
import { resolveTarget } from "../job_target.ts";
import { PAYLOAD_HINT, readPayload } from "../payload.ts";
import { timedOut } from "../python/interruption.ts";
import { refusePython } from "../python_options.ts";
import { checkLocation, sendResult } from "../remote_result.ts";
import { prepareOutput, type ResultChunks, writeResult, writeResultFile } from "../result_sink.ts";
import { withStagedFolders } from "../staged_folders.ts";
import { refuseLocalOptions, refuseTokenFile } from "../target.ts";

/** What to call. */
export interface RunArguments {
  readonly target: string;
  readonly endpoint: string;
  readonly payload: string | undefined;
}

/** How to call it. */
export interface RunOptions extends ConfigOptionValues, InspectOptionValues {
  /** The interpreter that was named for a module in Python. */
  readonly python?: string | undefined;
  readonly runId?: string | undefined;
  /** Milliseconds; 0 is no limit. */
  readonly timeout?: number | undefined;
  readonly tokenFile?: string | undefined;
}

/** Calls an endpoint and delivers its result. */
export async function runEndpoint(
  call: RunArguments,
  options: RunOptions,
  io: CliIo,
): Promise<number> {
  const target = await resolveTarget(call.target, io);
  const inspect = inspectSetup(options);
  if (target.kind === "url") {
    refuseLocalOptions({
      "--inspect": options.inspect,
      "--inspect-wait": options.inspectWait,
      "--profiling": options.profiling,
      "--tracing": options.tracing,
      "--python": options.python,
    });
    const { runRemote } = await import("./run_remote.ts");
    return await runRemote(target, call, options, io);
  }
  refuseTokenFile(options);
  const given = mergeLayers(
    { outputFormat: "json" },
    configFromEnv(io.env),
    layerFromOptions(options),
  );
  return await withStagedFolders(given, io, (layer) => {
    const config = withRunFolder(resolveConfig(layer, PATH_POLICIES.command), options.runId);
    const { python, timeout = 0 } = options;
    return runModule({ ...call, inspect, python }, config, timeout, io);
  });
}

/**
 * Calls an endpoint of a module in this process.
 *
 * @param call Without a target, `TESSERACT_API_PATH` names the module.
 * @param limitMs 0 is no limit.
 */
export async function runModule(
  call: Omit<RunArguments, "target"> & {
    readonly target: string | undefined;
    readonly inspect?: InspectSetup | undefined;
    /** The interpreter that was named for a module in Python. */
    readonly python?: string | undefined;
  },
  config: RuntimeConfig,
  limitMs: number,
  io: CliIo,
): Promise<number> {
  const modulePath = await locateModule(call.target, io.env);
  if (isPython(modulePath)) {
    const { runPython } = await import("./run_python.ts");
    return await runPython({ ...call, modulePath, limitMs }, config, io);
  }
  refusePython(call, modulePath);
  await using _limit = limitMs > 0
    ? await io.limitTime(limitMs, formatFailure(timedOut(`"${call.endpoint}"`, limitMs)).trimEnd())
    : undefined;
  const { withModule } = await import("../module_session.ts");
  const { callInProcess, reportFailure } = await import("../call_in_process.ts");
  await prepareResult(config);
  const payload = call.payload === undefined ? undefined : await readPayload(call.payload, io);
  const { target, inspect } = call;
  const outcome = await withModule({ target, config, inspect }, io, async (runtime) => {
    const endpoint = resolveEndpointName(call.endpoint, runtime.endpointNames());
    if (payload === undefined && endpoint !== "health") throw missingPayload(call.endpoint);
    return await callInProcess(runtime, endpoint, payload);
  });
  if (outcome.kind !== "ok") return reportFailure(outcome, { debug: config.debug }, io);
  const { segmentChunks } = await import("../../../runtime/payload/chunks.ts");
  await deliver(segmentChunks(outcome.segments), config, io);
  return EXIT.ok;
}

/** Proves that the result of a call will have a place, if it is to have one. */
export async function prepareResult(config: RuntimeConfig): Promise<void> {
  const { outputPath, outputFile, outputFormat } = config;
  const isSent = isRemote(outputFile);
  if (isSent) await checkLocation(outputFile);
  if ((outputFile !== "" && !isSent) || outputFormat === "json+binref") {
    await prepareOutput({ folder: outputPath, name: isSent ? "" : outputFile });
  }
}

/** Writes a result to the output file if one is set, else to stdout. */
export async function deliver(
  chunks: ResultChunks,
  config: Pick<RuntimeConfig, "outputPath" | "outputFile">,
  io: CliIo,
): Promise<void> {
  if (config.outputFile === "") return await writeResult(io, chunks);
  if (isRemote(config.outputFile)) return await sendResult(config.outputFile, chunks);
  await writeResultFile({ folder: config.outputPath, name: config.outputFile }, chunks);
}

/** The error for a call without a payload. */
export function missingPayload(endpoint: string): TesseraError {
  return new TesseraError("usage", `Cannot call "${endpoint}": found no PAYLOAD`, {
    hint: PAYLOAD_HINT,
  });
}

function withRunFolder(config: RuntimeConfig, runId: string | undefined): RuntimeConfig {
  if (runId === undefined) return config;
  const problem = runId === "" ? "must not be empty" : runIdProblem(runId);
  if (problem === undefined) {
    return { ...config, outputPath: path.join(config.outputPath, `run_${runId}`) };
  }
  throw new TesseraError("bad_input", `Cannot use --run-id "${runId}": it ${problem}`, {
    hint: "Pass a plain name: it becomes a folder run_<id> below the output path",
  });
}
