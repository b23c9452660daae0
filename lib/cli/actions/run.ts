/** What `tessera run` does. @module */

import path from "node:path";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { formatDurationMs } from "../../core/duration.ts";
import { TesseraError } from "../../core/errors.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { readPayload } from "../payload.ts";
import { prepareOutput, type ResultChunks, writeResult, writeResultFile } from "../result_sink.ts";
import { parseTarget } from "../target.ts";

/** What to call. */
export interface RunArguments {
  readonly target: string;
  readonly endpoint: string;
  readonly payload: string | undefined;
}

/** How to call it. */
export interface RunOptions extends ConfigOptionValues {
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
  const target = parseTarget(call.target);
  if (target.kind === "url") {
    const { runRemote } = await import("./run_remote.ts");
    return await runRemote(target, call, options, io);
  }
  if (options.tokenFile !== undefined) {
    throw new TesseraError("usage", "Cannot use --token-file: TARGET is a module, expected a URL");
  }
  const layer = mergeLayers({ outputFormat: "json" }, configFromEnv(io.env));
  const config = resolveConfig(
    mergeLayers(layer, layerFromOptions(options)),
    PATH_POLICIES.command,
  );
  return await runModule(call, withRunFolder(config, options.runId), options.timeout ?? 0, io);
}

/**
 * Calls an endpoint of a module in this process.
 *
 * @param call Without a target, `TESSERACT_API_PATH` names the module.
 * @param limitMs 0 is no limit.
 */
export async function runModule(
  call: { target: string | undefined; endpoint: string; payload: string | undefined },
  config: RuntimeConfig,
  limitMs: number,
  io: CliIo,
): Promise<number> {
  await using _limit = limitMs > 0
    ? await io.limitTime(limitMs, timeoutMessage(call.endpoint, limitMs))
    : undefined;
  const { withModule, resolveEndpointName } = await import("../module_session.ts");
  const { callInProcess, reportFailure } = await import("../call_in_process.ts");
  if (config.outputFile !== "" || config.outputFormat === "json+binref") {
    await prepareOutput({ folder: config.outputPath, name: config.outputFile });
  }
  const payload = call.payload === undefined ? undefined : await readPayload(call.payload, io);
  const outcome = await withModule({ target: call.target, config }, io, async (runtime) => {
    const endpoint = resolveEndpointName(call.endpoint, runtime);
    if (payload === undefined && endpoint !== "health") throw missingPayload(call.endpoint);
    return await callInProcess(runtime, endpoint, payload);
  });
  if (outcome.kind !== "ok") return reportFailure(outcome, { debug: config.debug }, io);
  const { segmentChunks } = await import("../../../runtime/payload/chunks.ts");
  await deliver(segmentChunks(outcome.segments), config, io);
  return EXIT.ok;
}

/** Writes a result to the output file if one is set, else to stdout. */
export async function deliver(
  chunks: ResultChunks,
  config: Pick<RuntimeConfig, "outputPath" | "outputFile">,
  io: CliIo,
): Promise<void> {
  if (config.outputFile === "") return await writeResult(io, chunks);
  await writeResultFile({ folder: config.outputPath, name: config.outputFile }, chunks);
}

/** The error for a call without a payload. */
export function missingPayload(endpoint: string): TesseraError {
  return new TesseraError("usage", `Cannot call "${endpoint}": found no PAYLOAD`, {
    hint: "Pass JSON, @FILE, @URL (http or https), or @- for stdin",
  });
}

/** What a call that was given a limit dies with. */
export function timeoutMessage(endpoint: string, limitMs: number): string {
  return `Error: Cannot finish "${endpoint}": it took longer than ${formatDurationMs(limitMs)}\n` +
    "Hint: Pass a longer --timeout";
}

function withRunFolder(config: RuntimeConfig, runId: string | undefined): RuntimeConfig {
  if (runId === undefined) return config;
  if (/^[^/\\\p{Cc}]{1,200}$/u.test(runId) && !runId.includes("..")) {
    return { ...config, outputPath: path.join(config.outputPath, `run_${runId}`) };
  }
  throw new TesseraError(
    "bad_input",
    `Cannot use --run-id "${runId}": expected at most 200 characters without "/", "\\" and ".."`,
  );
}
