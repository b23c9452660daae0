/** Regression tests of a module that is served somewhere. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import { contextOf } from "../../../runtime/calls/parse_contexts.ts";
import { BodyReader } from "../../../runtime/payload/body_reader.ts";
import { modelName } from "../../../runtime/regression/model_name.ts";
import type { TestableEndpoint, TestHost } from "../../../runtime/regression/run_spec.ts";
import { TesseraError } from "../../core/errors.ts";
import { fetchRemote } from "../remote.ts";
import { requireServedEndpoints, type ServedModule } from "./answer.ts";
import { servedException } from "./exception.ts";
import { rawJson } from "./raw_json.ts";
import { alignExpected, decodeArrays, UnreadableArray } from "./results.ts";

/** Endpoints whose requests and results tests describe. */
const TESTABLE = [
  "apply",
  "jacobian",
  "jacobian_vector_product",
  "vector_jacobian_product",
  "abstract_eval",
];

/** How to call it. */
export interface ServedTestOptions {
  /** Where expected arrays in files are read from. */
  readonly config: RuntimeConfig;
  /** Ends a call that is under way. */
  readonly signal: AbortSignal;
}

/**
 * A served module as tests use it. Payloads go to the server as they are; its schemas are not here, so
 * expected results are compared with what comes back alone.
 *
 * @throws {TesseraError} When no module is served there, or access is refused.
 */
export async function servedTestHost(
  module: ServedModule,
  options: ServedTestOptions,
): Promise<TestHost> {
  const offered = await requireServedEndpoints(module, "test");
  const names = TESTABLE.filter((name) => offered.includes(name));
  return {
    module: { name: module.target.baseUrl },
    endpointNames: () => names,
    parseContext: (origin) => contextOf(options.config, origin),
    alignExpected,
    endpoint(name) {
      if (names.includes(name)) return servedEndpoint(name, module, options);
      throw new TesseraError("not_found", `${module.target.baseUrl} has no endpoint "${name}"`);
    },
  };
}

function servedEndpoint(
  name: string,
  module: ServedModule,
  { signal }: ServedTestOptions,
): TestableEndpoint {
  return {
    parseRequest: (raw) => ({ ok: true, value: raw }),
    invoke: (request) => call(name, request, module, signal),
    parseResult(raw, _request, context) {
      try {
        return { ok: true, value: decodeArrays(raw, context) };
      } catch (error) {
        if (!(error instanceof UnreadableArray)) throw error;
        const { fault, loc, input } = error;
        return { ok: false, errors: [{ ...fault, loc: [...loc], input }] };
      }
    },
  };
}

async function call(
  endpoint: string,
  request: unknown,
  { target, tokenFile }: ServedModule,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetchRemote(target, {
    path: endpoint,
    body: new TextEncoder().encode(rawJson(request)),
    // NaN and infinities have no place in JSON, so arrays come as bytes
    accept: endpoint === "abstract_eval" ? "*/*" : "application/json+base64",
    tokenFile,
    signal,
  });
  if (!response.ok) {
    const text = await response.text();
    throw servedException({
      status: response.status,
      text,
      model: modelName(endpoint, "Input"),
    });
  }
  const reader = new BodyReader({ exact: true });
  for await (const chunk of response.body ?? []) reader.write(chunk);
  return reader.end();
}
