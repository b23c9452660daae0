/** What upstream's commands do. @module */

import { skipRequiredFiles } from "../../../runtime/authoring/require_file.ts";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import { PATH_POLICIES, resolveConfig } from "../../../runtime/config/from_env.ts";
import type { ConfigLayer } from "../../../runtime/config/settings.ts";
import type { CallOutcome, Runtime } from "../../../runtime/endpoints/call.ts";
import { segmentChunks } from "../../../runtime/payload/chunks.ts";
import { TesseraError } from "../../core/errors.ts";
import { deliver, prepareResult } from "../actions/run.ts";
import { callInProcess, invalidPayload, reportFailure } from "../call_in_process.ts";
import { EXIT } from "../exit.ts";
import type { GradientOptionValues } from "../gradient_options.ts";
import type { CliIo } from "../io.ts";
import { withModule } from "../module_session.ts";
import { writeNote } from "../output.ts";
import { type Payload, readPayload } from "../payload.ts";
import { parsePayload } from "../payload_json.ts";
import type { ServeOptionValues } from "../serve_options.ts";
import { type StageWishes, withStagedFolders } from "../staged_folders.ts";
import { type EndpointCommand, requireOffered } from "./endpoint_commands.ts";
import { startFailure } from "./options.ts";
import {
  callPython,
  checkGradientsPython,
  describeOwnPython,
  findOwnPython,
} from "./python_actions.ts";
import type { UpstreamSettings } from "./settings.ts";

/** Seconds for calls under way once the server is told to end: what container engines grant. */
const DRAIN_LIMIT_MS = 10_000;
const QUEUE_SIZE = 1_000;
const MAX_BODY_BYTES = 64 * 1024 ** 3;

/** What commander gathers for `serve`. */
export type UpstreamServeOptions = Pick<
  ServeOptionValues,
  "host" | "port" | "numWorkers" | "parentPipeFd" | "tokenFile" | "token" | "allowUrls"
>;

/** `apply`, `jacobian`, …, `health`, `test`, `openapi-schema`. */
export async function callUpstream(
  command: EndpointCommand,
  payloadArgument: string | undefined,
  settings: UpstreamSettings,
  io: CliIo,
): Promise<number> {
  // a document must not need the files that only calls need
  const wishes = { inputs: command.endpoint !== null };
  const python = await findOwnPython(settings, io);
  return await withConfig(settings.layer, io, async (config) => {
    await prepareResult(config);
    const payload = payloadArgument === undefined
      ? undefined
      : await readPayload(payloadArgument, io);
    if (python === undefined) return await call(command, payload, config, io);
    return await callPython(command, payload, { ...python, config }, io);
  }, wishes);
}

/** Runs something under the configuration of a layer, whose remote folders are copied here and back. */
async function withConfig<Result>(
  layer: ConfigLayer,
  io: CliIo,
  use: (config: RuntimeConfig) => Promise<Result>,
  wishes: StageWishes = {},
): Promise<Result> {
  const resolved = (local: ConfigLayer) => use(resolveConfig(local, PATH_POLICIES.command));
  return await withStagedFolders(layer, io, resolved, wishes);
}

async function call(
  command: EndpointCommand,
  payload: Payload | undefined,
  config: RuntimeConfig,
  io: CliIo,
): Promise<number> {
  if (command.endpoint === null) skipRequiredFiles();
  const outcome = await withOwnModule(config, io, async (runtime): Promise<CallOutcome> => {
    if (command.endpoint === null) return asOutcome(runtime.openapi());
    requireOffered(command, [...runtime.endpointNames(), "test"]);
    return await callInProcess(runtime, command.endpoint, payload);
  });
  if (outcome.kind !== "ok") return reportFailure(outcome, { debug: config.debug }, io);
  await deliver(segmentChunks(outcome.segments), config, io);
  return EXIT.ok;
}

function asOutcome(document: object): CallOutcome {
  return { kind: "ok", segments: [JSON.stringify(document)], contentType: "application/json" };
}

/** `check`: loading the module is the check. */
export async function checkUpstream(settings: UpstreamSettings, io: CliIo): Promise<number> {
  const python = await findOwnPython(settings, io);
  await withConfig(settings.layer, io, async (config) => {
    if (python !== undefined) await describeOwnPython({ ...python, config }, io);
    else await withOwnModule(config, io, (runtime) => Promise.resolve(runtime.openapi()));
  });
  writeNote(io, "✅ Tesseract API check successful ✅");
  return EXIT.ok;
}

/** `check-gradients`. */
export async function checkGradientsUpstream(
  payload: string,
  options: GradientOptionValues,
  settings: UpstreamSettings,
  io: CliIo,
): Promise<number> {
  const python = await findOwnPython(settings, io);
  return await withConfig(
    settings.layer,
    io,
    (config) =>
      python === undefined
        ? checkGradients(payload, options, config, io)
        : checkGradientsPython(payload, options, { ...python, config }, io),
  );
}

async function checkGradients(
  payload: string,
  options: GradientOptionValues,
  config: RuntimeConfig,
  io: CliIo,
): Promise<number> {
  const { checkGradientsIn, exitCodeOfReport } = await import("../actions/check_gradients.ts");
  const { formatReport } = await import("../../../runtime/gradients/report.ts");
  const bytes = await readPayload(payload, io);
  const report = await withOwnModule(
    config,
    io,
    async (runtime) => {
      requireValid(runtime, bytes);
      try {
        return await checkGradientsIn(runtime, bytes, options, io);
      } catch (error) {
        // unknown paths and endpoints are exceptions for upstream, not usage errors
        throw startFailure(error);
      }
    },
  );
  io.writeErr(formatReport(report, options));
  return exitCodeOfReport(report);
}

/** @throws {TesseraError} `bad_input` when the payload is not one of `apply`. */
function requireValid(runtime: Runtime, payload: Payload): void {
  const raw = parsePayload(payload, { exact: runtime.needsExactNumbers("apply") });
  const parsed = runtime.endpoint("apply").parseRequest(raw, runtime.parseContext("command"));
  if (parsed.ok) return;
  throw invalidPayload("ApplyInputSchema", parsed.errors);
}

/**
 * `serve`. Who may call is decided as for `tessera serve`: upstream's clients send the token when it
 * stands in their URL, and an image turns it off with `TESSERACT_RUNTIME_SERVE_TOKEN=false`, because
 * whoever starts it publishes the port on the host's loopback.
 */
export async function serveUpstream(
  options: UpstreamServeOptions,
  { layer, python, variables }: UpstreamSettings,
  io: CliIo,
): Promise<number> {
  const { serveModule } = await import("../actions/serve.ts");
  try {
    return await serveModule(
      { target: undefined, layer },
      {
        ...options,
        python,
        queueSize: QUEUE_SIZE,
        maxBodySize: MAX_BODY_BYTES,
        drainTimeout: DRAIN_LIMIT_MS,
      },
      { ...io, env: { ...io.env, ...variables } },
    );
  } catch (error) {
    // a port that cannot be had is 3 for upstream as for us
    if (error instanceof TesseraError && error.code === "unavailable") throw error;
    throw startFailure(error);
  }
}

/** What help tells of the module; `test` is always among the endpoints. */
export async function describeModule(
  settings: UpstreamSettings,
  io: CliIo,
): Promise<{ endpoints: string[]; openapi: object }> {
  const config = resolveConfig(settings.layer, PATH_POLICIES.command);
  const python = await findOwnPython(settings, io);
  if (python !== undefined) {
    const { endpoints, openapi } = await describeOwnPython({
      ...python,
      config,
      skipRequiredFiles: true,
    }, io);
    return { endpoints: [...endpoints, "test"], openapi: JSON.parse(openapi) };
  }
  return await withOwnModule(config, io, (runtime) =>
    Promise.resolve({
      endpoints: [...runtime.endpointNames(), "test"],
      openapi: runtime.openapi(),
    }));
}

/** Loads the module that `TESSERACT_API_PATH` names; that failing is exit code 1 for upstream. */
async function withOwnModule<Result>(
  config: RuntimeConfig,
  io: CliIo,
  use: (runtime: Runtime) => Promise<Result>,
): Promise<Result> {
  let isLoaded = false;
  try {
    return await withModule({ target: undefined, config }, io, (runtime) => {
      isLoaded = true;
      return use(runtime);
    });
  } catch (error) {
    throw isLoaded ? error : startFailure(error);
  }
}
