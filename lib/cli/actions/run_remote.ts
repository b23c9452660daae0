/** What `tessera run` does with the URL of a served module. @module */

import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import type { ErrorItem } from "../../../runtime/schema/error_item.ts";
import { TesseraError } from "../../core/errors.ts";
import { findNearestName } from "../../core/nearest_name.ts";
import { layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { readPayload } from "../payload.ts";
import { fetchRemote, type RemoteTarget } from "../remote.ts";
import { formatValidation } from "../validation_text.ts";
import { deliver, missingPayload, type RunArguments, type RunOptions } from "./run.ts";

const MAX_ERROR_CHARACTERS = 20_000;

/** Sends the payload as it is and delivers the answer as it is. */
export async function runRemote(
  target: RemoteTarget,
  call: RunArguments,
  options: RunOptions,
  io: CliIo,
): Promise<number> {
  refuseLocalOptions(options);
  const endpoint = call.endpoint.replaceAll("-", "_");
  if (call.payload === undefined && endpoint !== "health") throw missingPayload(call.endpoint);
  const query = options.runId === undefined ? "" : `?run_id=${encodeURIComponent(options.runId)}`;
  const limitMs = options.timeout ?? 0;
  const response = await fetchRemote(target, {
    path: `${encodeURIComponent(endpoint)}${query}`,
    accept: acceptHeader(options),
    tokenFile: options.tokenFile,
    ...(call.payload === undefined ? {} : { body: (await readPayload(call.payload, io)).bytes }),
    ...(limitMs === 0 ? {} : { signal: AbortSignal.timeout(limitMs) }),
  });
  if (response.status === 404) {
    await response.body?.cancel();
    throw await unknownEndpoint(target, call.endpoint, options);
  }
  if (!response.ok) throw await failureOf(response, endpoint);
  const given = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  await deliver(response.body ?? [], resolveConfig(given, PATH_POLICIES.command), io);
  return EXIT.ok;
}

function acceptHeader({ outputFormat, compression }: RunOptions): string {
  if (outputFormat === undefined && compression === undefined) return "*/*";
  const suffix = compression === undefined ? "" : `; compression=${compression}`;
  return `application/${outputFormat ?? "*"}; gpu_transport=none${suffix}`;
}

/** What only the server itself can decide must not look as if it had been heeded. */
function refuseLocalOptions(options: RunOptions): void {
  const given = { "--input-path": options.inputPath, "--debug": options.debug };
  for (const [flag, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new TesseraError("usage", `Cannot use ${flag}: TARGET is a URL, expected a module`, {
      hint: `Pass ${flag} where the module is served`,
    });
  }
}

async function unknownEndpoint(
  target: RemoteTarget,
  endpoint: string,
  options: RunOptions,
): Promise<TesseraError> {
  const response = await fetchRemote(target, {
    path: "openapi.json",
    tokenFile: options.tokenFile,
  });
  const names = response.ok ? endpointNames(await response.json()) : [];
  const nearest = findNearestName(endpoint.replaceAll("-", "_"), names);
  const expected = names.length === 0 ? "" : `, expected one of ${names.join(", ")}`;
  return new TesseraError(
    "not_found",
    `Cannot call "${endpoint}": ${target.baseUrl} has no such endpoint${expected}`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  );
}

/** The endpoints that an OpenAPI document lists. */
export function endpointNames(document: unknown): string[] {
  if (typeof document !== "object" || document === null || !("paths" in document)) return [];
  if (typeof document.paths !== "object" || document.paths === null) return [];
  return Object.keys(document.paths).map((name) => name.replace(/^\//, ""));
}

async function failureOf(response: Response, endpoint: string): Promise<TesseraError> {
  const text = await response.text();
  const items = response.status === 422 ? errorItems(text) : undefined;
  if (items !== undefined) {
    return new TesseraError(
      "bad_input",
      `Invalid value for payload: ${formatValidation(endpoint, items)}`,
    );
  }
  const isOurs = response.status >= 400 && response.status < 500;
  return new TesseraError(
    isOurs ? "bad_input" : response.status === 504 ? "timed_out" : "failed",
    `Cannot finish "${endpoint}": the server answered ${response.status}: ` +
      text.slice(0, MAX_ERROR_CHARACTERS).trim(),
    response.status === 503 ? { hint: "The server is busy; try again later" } : {},
  );
}

function errorItems(text: string): ErrorItem[] | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
    if (!Array.isArray(body.detail) || !body.detail.every(isErrorItem)) return undefined;
    return body.detail.map((item) => ({ ...item, loc: item.loc.slice(1) }));
  } catch {
    return undefined;
  }
}

function isErrorItem(item: unknown): item is ErrorItem {
  return typeof item === "object" && item !== null && "type" in item && "loc" in item &&
    Array.isArray(item.loc) && "msg" in item;
}
