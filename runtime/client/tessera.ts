/** The client: a module behind a URL or in this process, called the same way. @module */

import type { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import type { NDArray } from "../arrays/ndarray.ts";
import type { Complex } from "../arrays/typed_data.ts";
import { parseBaseUrl } from "./base_url.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import type { CallableEndpoint, Transport } from "./transport.ts";

export { TesseraError } from "../../lib/core/errors.ts";

/** The exports of a module, as `import * as module from "./tesseract_api.ts"` gives them. */
export interface ModuleExports {
  readonly InputSchema: z.ZodType;
  readonly OutputSchema: z.ZodType;
}

/** An array of a result; one of shape `[]` is its element. */
export type ArrayResult = NDArray | number | bigint | boolean | Complex;

/** What a value of any module looks like when its types are not known. */
export type AnyFields = Record<string, unknown>;

/** What `jacobian` is asked for. */
export interface JacobianRequest {
  /** Paths of inputs, such as `x` or `items.[0].v`. */
  readonly jacInputs: readonly string[];
  /** Paths of outputs. */
  readonly jacOutputs: readonly string[];
}

/** What `jacobianVectorProduct` is asked for. */
export interface JvpRequest {
  /** Paths of inputs. */
  readonly jvpInputs: readonly string[];
  /** Paths of outputs. */
  readonly jvpOutputs: readonly string[];
  /** One tangent per path in `jvpInputs`, of that input's shape. */
  readonly tangentVector: Readonly<Record<string, unknown>>;
}

/** What `vectorJacobianProduct` is asked for. */
export interface VjpRequest {
  /** Paths of inputs. */
  readonly vjpInputs: readonly string[];
  /** Paths of outputs. */
  readonly vjpOutputs: readonly string[];
  /** One cotangent per path in `vjpOutputs`, of that output's shape. */
  readonly cotangentVector: Readonly<Record<string, unknown>>;
}

/** The shape and dtype of an array that is not there yet. */
export interface AbstractArray {
  readonly shape: readonly number[];
  readonly dtype: string;
}

/**
 * A module that can be called. Arrays go in as `NDArray`, typed arrays or nested lists, anywhere in
 * the inputs, and come out as `NDArray`; scalars come out as plain values.
 *
 * All calls reject with {@linkcode ValidationError} when the module refuses the inputs, and with a
 * {@linkcode TesseraError} when it cannot be reached or takes too long. A served module that fails
 * rejects with {@linkcode RemoteError}; one in this process with what it threw.
 *
 * @example
 * ```ts ignore
 * const solver = Tessera.fromUrl("http://node17:8000", { timeoutMs: 60_000 });
 * const { result } = await solver.apply({ a: new Float64Array([1, 2]), s: 3 });
 * ```
 */
export class Tessera<Inputs = AnyFields, Outputs = AnyFields> {
  readonly #open: () => Promise<Transport>;
  #transport: Promise<Transport> | undefined;

  private constructor(open: () => Promise<Transport>) {
    this.#open = open;
  }

  /**
   * A served module. Nothing is sent before the first call.
   *
   * @param url The scheme may be left out; a path is kept as a prefix; a user part is sent as Basic
   * credentials and never shown.
   * @throws {TesseraError} `bad_input` when it is no http(s) URL.
   */
  static fromUrl<Inputs = AnyFields, Outputs = AnyFields>(
    url: string | URL,
    options: ClientOptions = {},
  ): Tessera<Inputs, Outputs> {
    parseBaseUrl(url, options.token);
    return new Tessera(async () => {
      const { HttpTransport } = await import("./http_transport.ts");
      return new HttpTransport(url, options);
    });
  }

  /**
   * A module in this process, called through all checks of a served one. Arrays are passed as they
   * are: what the module writes into its inputs, the caller sees.
   *
   * @param module Path of a file or folder, or the exports of a module that was imported, whose
   * schemas then give the types of inputs and outputs.
   * @throws {TesseraError} When it cannot be found, loaded, or is not a module (as a rejection).
   */
  static fromModule<Exports extends ModuleExports>(
    module: Exports,
  ): Promise<Tessera<z.input<Exports["InputSchema"]>, z.output<Exports["OutputSchema"]>>>;
  static fromModule<Inputs = AnyFields, Outputs = AnyFields>(
    module: string,
  ): Promise<Tessera<Inputs, Outputs>>;
  static async fromModule(module: string | ModuleExports): Promise<Tessera<never, unknown>> {
    const { openModule } = await import("./open_module.ts");
    const transport = await openModule(module);
    return new Tessera(() => Promise.resolve(transport));
  }

  /** Runs the computation. */
  async apply(inputs: Inputs, options: CallOptions = {}): Promise<Outputs> {
    return await this.#call("apply", { inputs }, options) as Outputs;
  }

  /** Derivatives of outputs with respect to inputs, by output path and input path. */
  async jacobian(
    inputs: Inputs,
    { jacInputs, jacOutputs }: JacobianRequest,
    options: CallOptions = {},
  ): Promise<Record<string, Record<string, ArrayResult>>> {
    // deno-lint-ignore camelcase -- names on the wire
    const request = { inputs, jac_inputs: jacInputs, jac_outputs: jacOutputs };
    return await this.#call("jacobian", request, options) as Record<
      string,
      Record<string, ArrayResult>
    >;
  }

  /** The change of outputs along a tangent, by output path. */
  async jacobianVectorProduct(
    inputs: Inputs,
    { jvpInputs, jvpOutputs, tangentVector }: JvpRequest,
    options: CallOptions = {},
  ): Promise<Record<string, ArrayResult>> {
    return await this.#call("jacobian_vector_product", {
      inputs,
      jvp_inputs: jvpInputs,
      jvp_outputs: jvpOutputs,
      tangent_vector: tangentVector,
    }, options) as Record<string, ArrayResult>;
  }

  /** Gradients of a cotangent times the outputs, by input path. */
  async vectorJacobianProduct(
    inputs: Inputs,
    { vjpInputs, vjpOutputs, cotangentVector }: VjpRequest,
    options: CallOptions = {},
  ): Promise<Record<string, ArrayResult>> {
    return await this.#call("vector_jacobian_product", {
      inputs,
      vjp_inputs: vjpInputs,
      vjp_outputs: vjpOutputs,
      cotangent_vector: cotangentVector,
    }, options) as Record<string, ArrayResult>;
  }

  /** Shapes and dtypes of the outputs; in the inputs an {@linkcode AbstractArray} stands for each array. */
  async abstractEval(inputs: AnyFields, options: CallOptions = {}): Promise<AnyFields> {
    return await this.#call("abstract_eval", { inputs }, options) as AnyFields;
  }

  /** Resolves with `{"status": "ok"}` when the module can be called. */
  async health(options: CallOptions = {}): Promise<AnyFields> {
    return asObject(await (await this.#connect()).health(options), "health");
  }

  /** The OpenAPI document. */
  async openapi(options: CallOptions = {}): Promise<AnyFields> {
    return asObject(await (await this.#connect()).openapi(options), "openapi");
  }

  /** The names of the endpoints, in the order of the OpenAPI document. */
  async endpoints(options: CallOptions = {}): Promise<string[]> {
    const paths = asObject((await this.openapi(options)).paths, "openapi");
    return Object.keys(paths).map((path) => path.replace(/^\//, ""));
  }

  async #call(
    endpoint: CallableEndpoint,
    request: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<AnyFields> {
    const transport = await this.#connect();
    return asObject(await transport.call(endpoint, request, options), endpoint);
  }

  #connect(): Promise<Transport> {
    return this.#transport ??= this.#open();
  }
}

function asObject(value: unknown, endpoint: string): AnyFields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as AnyFields;
  }
  throw new TesseraError("failed", `Cannot use the answer of "${endpoint}": expected an object`);
}
