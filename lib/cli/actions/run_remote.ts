/** What `tessera run` does with the URL of a served module. @module */

import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { modelName } from "../../../runtime/regression/model_name.ts";
import { type ErrorCode, TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import { layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { type Payload, readPayload } from "../payload.ts";
import { refusedPayload } from "../refused_payload.ts";
import { fetchRemote, type RemoteTarget } from "../remote.ts";
import { errorItemsIn, servedEndpoints } from "../served/answer.ts";
import { refuseLocalOptions } from "../target.ts";
import { deliver, missingPayload, type RunArguments, type RunOptions } from "./run.ts";

const MAX_ERROR_CHARACTERS = 20_000;
const NOT_SERVED_HINT = "Check the address, and that a module is being served there";

/** Sends the payload as it is and delivers the answer as it is. */
export async function runRemote(
  target: RemoteTarget,
  call: RunArguments,
  options: RunOptions,
  io: CliIo,
): Promise<number> {
  refuseLocalOptions({ "--input-path": options.inputPath, "--debug": options.debug });
  const endpoint = call.endpoint.replaceAll("-", "_");
  if (call.payload === undefined && endpoint !== "health") throw missingPayload(call.endpoint);
  const query = options.runId === undefined ? "" : `?run_id=${encodeURIComponent(options.runId)}`;
  const payload = call.payload === undefined ? undefined : await readPayload(call.payload, io);
  const limitMs = options.timeout ?? 0;
  const response = await fetchRemote(target, {
    path: `${encodeURIComponent(endpoint)}${query}`,
    accept: acceptHeader(options),
    tokenFile: options.tokenFile,
    ...(payload === undefined ? {} : { body: payload.bytes }),
    ...(limitMs === 0 ? {} : { signal: AbortSignal.timeout(limitMs) }),
  });
  if (response.status === 404) {
    await response.body?.cancel();
    throw await unknownEndpoint(target, call.endpoint, options);
  }
  if (!response.ok) throw await failureOf(response, endpoint, payload);
  const given = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  await deliver(response.body ?? [], resolveConfig(given, PATH_POLICIES.command), io);
  return EXIT.ok;
}

function acceptHeader({ outputFormat, compression }: RunOptions): string {
  if (outputFormat === undefined && compression === undefined) return "*/*";
  const suffix = compression === undefined ? "" : `; compression=${compression}`;
  return `application/${outputFormat ?? "*"}; gpu_transport=none${suffix}`;
}

async function unknownEndpoint(
  target: RemoteTarget,
  endpoint: string,
  { tokenFile }: RunOptions,
): Promise<TesseraError> {
  const { names } = await servedEndpoints({ target, tokenFile });
  const nearest = findNearestName(endpoint.replaceAll("-", "_"), names);
  const expected = names.length === 0 ? "" : `, expected one of ${names.join(", ")}`;
  return new TesseraError(
    "not_found",
    `Cannot call "${endpoint}": ${target.baseUrl} has no such endpoint${expected}`,
    { hint: nearest === undefined ? NOT_SERVED_HINT : `Did you mean "${nearest}"?` },
  );
}

async function failureOf(
  response: Response,
  endpoint: string,
  payload: Payload | undefined,
): Promise<TesseraError> {
  const { status } = response;
  const text = await response.text();
  if (status === 422 && errorItemsIn(text) !== undefined) {
    return refusedPayload(text, { model: modelName(endpoint, "Input"), payload });
  }
  const said = text.slice(0, MAX_ERROR_CHARACTERS).trim();
  const hint = hintFor(status, said);
  return new TesseraError(
    codeOf(status),
    `Cannot finish "${endpoint}": the server answered ${status}: ${said}`,
    hint === undefined ? {} : { hint },
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 504) return "timed_out";
  return status >= 400 && status < 500 ? "bad_input" : "failed";
}

function hintFor(status: number, said: string): string | undefined {
  if (status === 503) return "The server is busy; try again later";
  if (status !== 500 || said !== "Internal Server Error") return undefined;
  return "What the module threw stands on the server's stderr; served with --debug, also here";
}
