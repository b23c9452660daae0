/** Calls a module within this process. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { NDArray } from "../arrays/ndarray.ts";
import { Runtime } from "../endpoints/call.ts";
import { OutputError } from "../endpoints/output_error.ts";
import { RESULT_CONTEXT } from "../calls/parse_contexts.ts";
import type { RuntimeConfig } from "../config/config.ts";
import type { UserModule } from "../module/user_module.ts";
import { SegmentWriter } from "../payload/segments.ts";
import { Deadline } from "./deadline.ts";
import type { CallOptions } from "./options.ts";
import { arrayOrElement } from "./response_body.ts";
import type { CallableEndpoint, Transport } from "./transport.ts";
import { ValidationError } from "./validation_error.ts";

/** A module in this process, called through the same checks as a served one. */
export class ModuleTransport implements Transport {
  readonly #runtime: Runtime;

  constructor(module: UserModule, config: RuntimeConfig) {
    this.#runtime = new Runtime(module, config);
  }

  /**
   * See {@linkcode Transport}. Arrays are neither encoded nor copied: what the module writes into its
   * inputs, the caller sees. A module that does not wait cannot be interrupted.
   */
  async call(
    endpoint: CallableEndpoint,
    request: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<unknown> {
    const { module } = this.#runtime;
    const name = `${endpoint} of module "${module.name}"`;
    if (!this.#runtime.endpointNames().includes(endpoint)) {
      throw new TesseraError("not_found", `Cannot call ${name}: it has no such endpoint`);
    }
    options.signal?.throwIfAborted();
    const bound = this.#runtime.endpoint(endpoint);
    const parsed = bound.parseRequest(request, this.#runtime.parseContext("command"));
    if (!parsed.ok) throw new ValidationError({ request: name, errors: parsed.errors });
    const returned = await within(name, options, () => bound.invoke(parsed.value));
    const result = bound.parseResult(returned, parsed.value, RESULT_CONTEXT);
    if (!result.ok) throw new OutputError(endpoint, "OutputSchema", result.errors);
    if (endpoint !== "abstract_eval") return plainTree(result.value);
    const out = new SegmentWriter();
    bound.write(result.value, out, { format: "json", compression: null });
    return JSON.parse(out.segments().join(""));
  }

  /** See {@linkcode Transport}. */
  health(): Promise<unknown> {
    return Promise.resolve({ status: "ok" });
  }

  /** See {@linkcode Transport}. */
  openapi(): Promise<unknown> {
    return Promise.resolve(this.#runtime.openapi());
  }
}

async function within(
  name: string,
  { signal, timeoutMs }: CallOptions,
  work: () => unknown,
): Promise<unknown> {
  const result = work();
  if (signal === undefined && timeoutMs === undefined) return await result;
  using deadline = new Deadline(name, { signal, timeoutMs });
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(deadline.signal.reason);
  deadline.signal.addEventListener("abort", onAbort, { once: true });
  if (deadline.signal.aborted) onAbort();
  try {
    return await Promise.race([result, promise]);
  } finally {
    deadline.signal.removeEventListener("abort", onAbort);
  }
}

/** As a served module answers: objects for maps, elements for scalars. */
function plainTree(value: unknown): unknown {
  if (value instanceof NDArray) return arrayOrElement(value);
  if (Array.isArray(value)) return value.map(plainTree);
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  const isMap = value instanceof Map;
  if (!isMap && prototype !== null && prototype !== Object.prototype) return value;
  const entries: [unknown, unknown][] = isMap ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), plainTree(item)]));
}
