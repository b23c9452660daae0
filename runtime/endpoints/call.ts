/** Calls the endpoints of one loaded module: from a raw request to the pieces of a response. @module */

import { join } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { BinrefWriter } from "../arrays/binref.ts";
import type { EncodeContext } from "../arrays/encode.ts";
import type { OutputFormat, RuntimeConfig } from "../config/config.ts";
import { type CallWatch, watchCall } from "../debugging/call_watch.ts";
import type { UserModule } from "../module/user_module.ts";
import { buildOpenApi } from "../openapi/document.ts";
import { type Segment, SegmentWriter } from "../payload/segments.ts";
import type { ParseContext } from "../schema/compile.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type {
  BoundEndpoint,
  CallOrigin,
  Endpoint,
  EndpointHost,
  ModuleModels,
} from "../calls/endpoint.ts";
import { InvalidRequest } from "../calls/endpoint.ts";
import { withConfig } from "../tracking/current_config.ts";
import type { Run } from "../tracking/run.ts";
import { closeRun, openRunOf } from "./call_run.ts";
import { compileModels } from "./module_models.ts";
import { negotiate, type ResponseEncoding } from "../calls/negotiate.ts";
import { OutputError } from "./output_error.ts";
import { contextOf, RESULT_CONTEXT } from "../calls/parse_contexts.ts";
import { ENDPOINTS } from "./registry.ts";
import { runIdFault } from "./run_id.ts";

/** What comes with a request beside its body. */
export interface CallOptions {
  readonly origin: CallOrigin;
  /** The Accept header; null or absent: no preference. */
  readonly accept?: string | null;
  /** The id the client gave its run; null or absent: a random one. */
  readonly runId?: string | null;
  /** The format the request's own arrays came in, used where nobody chose one. */
  readonly suggestedFormat?: OutputFormat;
  /** How long it took to read the body, in milliseconds, for profiles. */
  readonly decodeMs?: number;
  /** Once aborted, the module is not called any more. */
  readonly signal?: AbortSignal;
  /** Called once, as soon as nothing of the raw request is needed any more. */
  readonly onDecoded?: () => void;
}

/** How a call ended. */
export type CallOutcome =
  | { readonly kind: "ok"; readonly segments: Segment[]; readonly contentType: string }
  /** `loc` starts with `body` or `query` over HTTP, at the root of the payload for commands. */
  | { readonly kind: "invalid"; readonly model: string; readonly errors: ErrorItem[] }
  | { readonly kind: "not_acceptable"; readonly detail: object }
  /** What the module threw, or an {@linkcode OutputError}. */
  | { readonly kind: "failed"; readonly error: unknown };

const PLAIN_JSON: EncodeContext = { format: "json", compression: null };

interface FoundEndpoint {
  readonly endpoint: Endpoint;
  readonly bound: BoundEndpoint;
}

/** One call while it runs. */
interface RunningCall extends FoundEndpoint {
  readonly request: unknown;
  readonly context: ParseContext;
  readonly encoding: ResponseEncoding | null;
  readonly options: OptionsOfRun;
}

/** The options of a call, the run that it is, and who watches it. */
type OptionsOfRun = CallOptions & {
  readonly run: Run | undefined;
  readonly watch: CallWatch | undefined;
};

/**
 * The endpoints of one module under one configuration. Schemas are compiled once, in the
 * constructor; a call of a synchronous module function runs to its end without waiting.
 */
export class Runtime implements EndpointHost {
  readonly #module: UserModule;
  readonly #config: RuntimeConfig;
  readonly #models: ModuleModels;
  readonly #bound = new Map<string, FoundEndpoint>();
  readonly #contexts: Readonly<Record<CallOrigin, ParseContext>>;
  #openapi: object | undefined;

  /** @throws {TesseraError} `bad_input` when the module's schemas do not allow its endpoints. */
  constructor(module: UserModule, config: RuntimeConfig) {
    this.#module = module;
    this.#config = config;
    this.#models = compileModels(module);
    this.#contexts = { http: contextOf(config, "http"), command: contextOf(config, "command") };
    const setting = { module, models: this.#models, config, runtime: this };
    for (const endpoint of ENDPOINTS) {
      if (!endpoint.isOffered(module)) continue;
      this.#bound.set(endpoint.name, { endpoint, bound: endpoint.bind(setting) });
    }
  }

  /** The module this runtime calls. */
  get module(): UserModule {
    return this.#module;
  }

  /** The settings it was made with. */
  get config(): RuntimeConfig {
    return this.#config;
  }

  /** The compiled schemas. */
  get models(): ModuleModels {
    return this.#models;
  }

  /** Names of the endpoints that HTTP offers, in the order of the OpenAPI document. */
  endpointNames(): string[] {
    return this.#offered().map(({ name }) => name);
  }

  /** Whether requests to an endpoint must be parsed with `1` and `1.0` kept apart. */
  needsExactNumbers(endpoint: string): boolean {
    return this.#bound.get(endpoint)?.bound.needsExactNumbers ?? false;
  }

  /** The OpenAPI document; built on first use. */
  openapi(): object {
    this.#openapi ??= buildOpenApi({
      module: this.#module,
      models: this.#models,
      config: this.#config,
      endpoints: this.#offered(),
    });
    return this.#openapi;
  }

  /** See {@linkcode EndpointHost}. */
  endpoint(name: string): BoundEndpoint {
    return this.#get(name).bound;
  }

  /** See {@linkcode EndpointHost}. */
  parseContext(origin: CallOrigin): ParseContext {
    return this.#contexts[origin];
  }

  /**
   * Calls an endpoint.
   *
   * @param raw The parsed request body (docs/architecture.md, "The raw tree"), or undefined when
   *   the body was empty. Arrays that are given as `NDArray` are not copied.
   * @throws {TesseraError} `not_found` when there is no such endpoint (as a rejection).
   */
  call(name: string, raw: unknown, options: CallOptions): Promise<CallOutcome> {
    let found: FoundEndpoint;
    try {
      found = this.#get(name, options.origin);
    } catch (error) {
      return Promise.reject(error);
    }
    const run = openRunOf(found.endpoint, { config: this.#config, ...options });
    const watch = watchCall(this.#config, { endpoint: name, run, decodeMs: options.decodeMs });
    const act = () => this.#call(found, raw, { ...options, run, watch });
    const call = watch === undefined ? act : () => watch.during(act);
    return closeRun(run, run === undefined ? withConfig(this.#config, call) : run.during(call));
  }

  #call(
    found: FoundEndpoint,
    raw: unknown,
    options: OptionsOfRun,
  ): CallOutcome | Promise<CallOutcome> {
    try {
      const started = this.#start(found, raw, options);
      if ("kind" in started) return started;
      const result = started.bound.invoke(started.request);
      if (!isPromiseLike(result)) return this.#finish(started, result);
      return Promise.resolve(result).then((value) => this.#finish(started, value))
        .catch((error) => outcomeOf(error, started));
    } catch (error) {
      return outcomeOf(error, { ...found, options });
    }
  }

  #start(found: FoundEndpoint, raw: unknown, options: OptionsOfRun): RunningCall | CallOutcome {
    const { endpoint, bound } = found;
    const context = this.#contexts[options.origin];
    const parsed = isMissing(raw, endpoint, options)
      ? { ok: false as const, errors: [missingBody(raw)] }
      : bound.parseRequest(raw, context);
    const runFault = checkRunId(endpoint, options);
    if (!parsed.ok || runFault !== undefined) {
      const errors = parsed.ok ? [] : locate(parsed.errors, options.origin);
      if (runFault !== undefined) errors.unshift(runFault);
      return { kind: "invalid", model: endpoint.requestModel ?? endpoint.name, errors };
    }
    let encoding: ResponseEncoding | null = null;
    if (endpoint.computes) {
      const negotiated = negotiate(options.accept, this.#preferred(options));
      if ("refusal" in negotiated) return { kind: "not_acceptable", detail: negotiated.refusal };
      encoding = negotiated.encoding;
    }
    options.signal?.throwIfAborted();
    if (!endpoint.keepsRaw) options.onDecoded?.();
    options.watch?.pass("validate", parsed.value);
    return { endpoint, bound, request: parsed.value, context, encoding, options };
  }

  #finish(call: RunningCall, returned: unknown): CallOutcome {
    const { endpoint, bound, encoding, options } = call;
    options.watch?.pass("module function");
    if (endpoint.keepsRaw) options.onDecoded?.();
    const result = bound.parseResult(returned, call.request, RESULT_CONTEXT);
    if (!result.ok) {
      const model = endpoint.responseModel ?? endpoint.name;
      return { kind: "failed", error: new OutputError(endpoint.name, model, result.errors) };
    }
    options.watch?.pass("validate result", result.value);
    const out = new SegmentWriter();
    bound.write(
      result.value,
      out,
      encoding === null ? PLAIN_JSON : this.#target(encoding, options),
    );
    options.watch?.pass("encode");
    const contentType = `application/${encoding?.format ?? "json"}`;
    return { kind: "ok", segments: out.segments(), contentType };
  }

  #preferred({ suggestedFormat }: CallOptions): ResponseEncoding {
    const { outputFormat, compression } = this.#config;
    return { format: outputFormat ?? suggestedFormat ?? "json", compression };
  }

  /** Where arrays go; nothing is created on disk before the first array is written. */
  #target({ format, compression }: ResponseEncoding, options: OptionsOfRun): EncodeContext {
    if (format !== "json+binref") return { format, compression };
    const { outputPath } = this.#config;
    if (options.origin === "command") {
      return { format, compression, binref: new BinrefWriter({ dir: outputPath, prefix: "" }) };
    }
    const folder = `run_${options.run?.id ?? crypto.randomUUID()}`;
    const binref = new BinrefWriter({ dir: join(outputPath, folder), prefix: `${folder}/` });
    return { format, compression, binref };
  }

  #offered(): Endpoint[] {
    return [...this.#bound.values()].map(({ endpoint }) => endpoint)
      .filter(({ debugOnly }) => !debugOnly || this.#config.debug);
  }

  #get(name: string, origin: CallOrigin = "command"): FoundEndpoint {
    const found = this.#bound.get(name);
    const isHidden = origin === "http" && found?.endpoint.debugOnly === true && !this.#config.debug;
    if (found !== undefined && !isHidden) return found;
    const names = origin === "http" ? this.endpointNames() : [...this.#bound.keys()];
    throw new TesseraError(
      "not_found",
      `Cannot call "${name}": found no such endpoint in module "${this.#module.name}", ` +
        `expected one of ${names.join(", ")}`,
    );
  }
}

/** Over HTTP a body of `null` counts as none, as upstream does. */
function isMissing(raw: unknown, endpoint: Endpoint, { origin }: CallOptions): boolean {
  if (endpoint.requestModel === null) return false;
  return raw === undefined || (raw === null && origin === "http");
}

function missingBody(raw: unknown): ErrorItem {
  return { type: "missing", loc: [], msg: "Field required", input: raw ?? null };
}

function checkRunId(endpoint: Endpoint, { runId, origin }: CallOptions): ErrorItem | undefined {
  if (runId === null || runId === undefined || !endpoint.computes || origin !== "http") return;
  return runIdFault(runId);
}

function locate(errors: ErrorItem[], origin: CallOrigin): ErrorItem[] {
  if (origin === "command") return errors;
  return errors.map((error) => ({ ...error, loc: ["body", ...error.loc] }));
}

function outcomeOf(
  error: unknown,
  { endpoint, options }: { endpoint: Endpoint; options: CallOptions },
): CallOutcome {
  if (!(error instanceof InvalidRequest)) return { kind: "failed", error };
  const model = endpoint.requestModel ?? endpoint.name;
  return { kind: "invalid", model, errors: locate(error.errors, options.origin) };
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}
