/** Points on a served module. @module */

import { modelName } from "../../../../runtime/regression/model_name.ts";
import { TesseraError } from "../../../core/errors.ts";
import { pause } from "../../../storage/retry.ts";
import type { CallAnswer, PointCaller } from "../../../jobs/sweep/point_caller.ts";
import { resolveEndpointName } from "../../endpoint_name.ts";
import { fetchRemote } from "../../remote.ts";
import { requireServedEndpoints } from "../../served/answer.ts";
import { plainArrays } from "./plain_arrays.ts";
import { refusalText } from "./refusal_text.ts";
import type { ModuleServer } from "./module_server.ts";

const MAX_ERROR_CHARACTERS = 20_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 15_000;

/** Which server, and how many calls at a time. */
export interface UrlCallerOptions {
  readonly server: ModuleServer;
  readonly endpoint: string;
  readonly tokenFile: string | undefined;
  /** The format of arrays that is asked for: `json`. */
  readonly outputFormat: string;
  readonly hasPlainArrays: boolean;
  readonly numWorkers: number;
  readonly timeoutMs: number | null;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/**
 * Looks at what is served there.
 *
 * @throws {TesseraError} `unavailable`, `denied` or `not_found`.
 */
export async function openUrlCaller(options: UrlCallerOptions): Promise<PointCaller> {
  const { server, tokenFile } = options;
  const offered = await requireServedEndpoints(
    { target: server.current, tokenFile },
    "sweep over",
  );
  const endpoint = resolveEndpointName(options.endpoint, offered);
  return {
    width: options.numWorkers,
    call: async (index, body) => await answer(await ask({ ...options, endpoint }, index, body)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  async function answer(response: Response | undefined): Promise<CallAnswer> {
    if (response === undefined) {
      const limit = `${(options.timeoutMs ?? 0) / 1_000} s`;
      return { kind: "failed", error: `The call took longer than the limit of ${limit}` };
    }
    const text = await response.text();
    if (response.ok) {
      return { kind: "succeeded", outputs: options.hasPlainArrays ? plainArrays(text) : text };
    }
    if (response.status === 422) {
      return { kind: "refused", error: refusalText(text, modelName(endpoint, "Input")) };
    }
    const said = text.slice(0, MAX_ERROR_CHARACTERS).trim();
    return { kind: "failed", error: `The server answered ${response.status}: ${said}` };
  }
}

/** Asks until there is an answer of the module; nothing when that takes too long. */
async function ask(
  options: UrlCallerOptions,
  index: number,
  body: string,
): Promise<Response | undefined> {
  const { server, timeoutMs, signal } = options;
  for (let tries = 1;; tries++) {
    const target = server.current;
    const limit = timeoutMs === null ? undefined : AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetchRemote(target, {
        path: `${encodeURIComponent(options.endpoint)}?run_id=${index}`,
        body: new TextEncoder().encode(body),
        accept: `application/${options.outputFormat}; gpu_transport=none`,
        tokenFile: options.tokenFile,
        signal: limit === undefined ? signal : AbortSignal.any([signal, limit]),
      });
      // busy, or about to end and to come back
      if (response.status !== 503 || tries >= server.maxTries) return response;
      await response.body?.cancel();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TesseraError)) throw error;
      if (error.code === "timed_out") return undefined;
      if (error.code !== "unavailable") throw error;
      if (await server.findAgain(target)) {
        tries = 0;
        continue;
      }
      if (tries >= server.maxTries) throw error;
    }
    await pause(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)), signal);
  }
}
