/**
 * What every endpoint of a module is: how a request is read, how the module is called, how its
 * result is checked and written. One file per endpoint implements it; `registry.ts` lists them.
 *
 * @module
 */

import type { EncodeContext } from "../arrays/encode.ts";
import type { RuntimeConfig } from "../config/config.ts";
import type { UserModule } from "../module/user_module.ts";
import type { SegmentWriter } from "../payload/segments.ts";
import type { CompiledModel, ParseContext } from "../schema/compile.ts";
import type { ErrorItem } from "../schema/error_item.ts";

/** A value that met its schema, or why not; `loc` starts at the root of what was given. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly errors: ErrorItem[];
};

/** Who calls: a request over HTTP, or a command. It decides on paths and the words of errors. */
export type CallOrigin = "http" | "command";

/** The schemas of a module, compiled once and shared by its endpoints. */
export interface ModuleModels {
  readonly inputs: CompiledModel;
  readonly outputs: CompiledModel;
  /** The variants for `abstract_eval`, compiled on first use. */
  abstractInputs(): CompiledModel;
  abstractOutputs(): CompiledModel;
}

/** What an endpoint is bound to. */
export interface EndpointSetting {
  readonly module: UserModule;
  readonly models: ModuleModels;
  readonly config: RuntimeConfig;
  /** The runtime as a whole, for endpoints that call others (`test`). */
  readonly runtime: EndpointHost;
}

/** What `test` needs of the runtime: the other endpoints. */
export interface EndpointHost {
  /** @throws {TesseraError} `not_found` when the module has no such endpoint. */
  endpoint(name: string): BoundEndpoint;
  /** How payloads are read: relative binrefs, allowed folders, strictness. */
  parseContext(origin: CallOrigin): ParseContext;
}

/**
 * One endpoint of one module. Everything that depends only on the module was done when it was
 * bound.
 */
export interface BoundEndpoint<Request = unknown, Result = unknown> {
  /** Whether requests must keep `1` and `1.0` apart (see `JsonFloat`). */
  readonly needsExactNumbers: boolean;

  /**
   * Reads a request body. After success nothing of `raw` is needed any more, except where the
   * endpoint says `keepsRaw`.
   */
  parseRequest(raw: unknown, ctx: ParseContext): Parsed<Request>;

  /** Calls the module; a promise only when the module's function gave one. */
  invoke(request: Request): unknown;

  /** Checks what `invoke()` gave. `request` is null where an expected result is checked (`test`). */
  parseResult(raw: unknown, request: Request | null, ctx: ParseContext): Parsed<Result>;

  /** Writes a checked result as JSON. */
  write(result: Result, out: SegmentWriter, enc: EncodeContext): void;
}

/** An endpoint as the registry lists it. */
export interface Endpoint {
  /** The name in URLs; commands write dashes for the underscores. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Whether `Accept` and `run_id` apply (the computing endpoints). */
  readonly computes: boolean;
  /** Whether HTTP offers it in debug mode only. */
  readonly debugOnly: boolean;
  /** Whether the raw request is still needed while the module runs. */
  readonly keepsRaw: boolean;
  /** Name of the request model in messages and in the OpenAPI document; null: it takes no body. */
  readonly requestModel: string | null;
  /** Name of the response model, likewise. */
  readonly responseModel: string | null;
  /** What it does, for people who read the OpenAPI document. */
  readonly description: string;
  /** Whether the module offers it. */
  isOffered(module: UserModule): boolean;
  /** @throws {TesseraError} `bad_input` when the module's schemas do not allow it. */
  bind(setting: EndpointSetting): BoundEndpoint;
}

/** Thrown by `invoke()` of an endpoint that reads its request itself (`test`). */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";

  /** @param errors Locations from the root of the request. */
  constructor(readonly errors: ErrorItem[]) {
    super("The request does not meet its schema");
  }
}
