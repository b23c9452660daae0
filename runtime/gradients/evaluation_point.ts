/** The inputs at which gradients are checked, and the calls of the module's functions there. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { NDArray } from "../arrays/ndarray.ts";
import type { BoundEndpoint } from "../calls/endpoint.ts";
import { OutputError } from "../endpoints/output_error.ts";
import type { ArrayLeaf } from "../schema/leaves.ts";
import { findArrays, type FoundArray } from "./differentiable_values.ts";
import { RESULT_CONTEXT } from "../calls/parse_contexts.ts";
import type { ParseContext } from "../schema/compile.ts";
import { validationText } from "../schema/validation_text.ts";

/** What a check needs of the runtime (class `Runtime`). */
export interface GradientHost {
  readonly module: { readonly name: string; readonly path: string };
  readonly models: {
    readonly inputs: { readonly leaves: readonly ArrayLeaf[] };
    readonly outputs: { readonly leaves: readonly ArrayLeaf[] };
  };
  endpointNames(): string[];
  endpoint(name: string): BoundEndpoint;
  parseContext(origin: "http" | "command"): ParseContext;
}

/** An array in place of the one that the inputs hold. */
export interface Replacement {
  readonly array: FoundArray;
  readonly by: NDArray;
}

/**
 * One point in the module's input space. Every call gets fresh copies of the inputs, so that a
 * function may write to what it is given.
 */
export class EvaluationPoint {
  /** The differentiable arrays of the inputs, in schema order. */
  readonly inputs: readonly FoundArray[];
  readonly #host: GradientHost;
  /** The payload's `inputs`, with every array decoded. */
  readonly #tree: unknown;
  /** The inputs as the module sees them, for places that the payload left to defaults. */
  readonly #parsed: unknown;

  /** @throws {TesseraError} `bad_input` when the payload is not one of `apply`. */
  constructor(host: GradientHost, raw: unknown) {
    this.#host = host;
    const request = host.endpoint("apply").parseRequest(raw, host.parseContext("command"));
    if (!request.ok) {
      const found = validationText("ApplyInputSchema", request.errors);
      throw new TesseraError("bad_input", `Cannot check gradients: ${found}`, {
        hint: "Pass a payload of apply",
      });
    }
    this.#parsed = request.value;
    const { leaves } = host.models.inputs;
    this.inputs = findArrays(this.#parsed, leaves.filter(({ spec }) => spec.differentiable));
    this.#tree = withLists(cloneTree(childOf(raw, "inputs")), this.#parsed);
    for (const { keys, array } of findArrays(this.#parsed, leaves)) {
      if (holds(this.#tree, keys)) this.#place(this.#tree, keys, array);
    }
  }

  /** The differentiable outputs of `apply`, with one input replaced where wanted. */
  async apply(replacement?: Replacement): Promise<FoundArray[]> {
    const outputs = await this.call("apply", {}, replacement);
    const { leaves } = this.#host.models.outputs;
    return findArrays(outputs, leaves.filter(({ spec }) => spec.differentiable));
  }

  /**
   * Calls an endpoint through all of its checks.
   *
   * @param fields What the request holds beside `inputs`.
   * @throws What the module throws; {TesseraError} when the request or the result is refused.
   */
  async call(
    endpoint: string,
    fields: Readonly<Record<string, unknown>>,
    replacement?: Replacement,
  ): Promise<unknown> {
    const bound = this.#host.endpoint(endpoint);
    const inputs = cloneTree(this.#tree);
    if (replacement !== undefined) this.#place(inputs, replacement.array.keys, replacement.by);
    const request = bound.parseRequest({ inputs, ...fields }, RESULT_CONTEXT);
    if (!request.ok) {
      const found = validationText(endpoint, request.errors);
      throw new TesseraError("bad_input", `Cannot call "${endpoint}": ${found}`);
    }
    const result = bound.parseResult(
      await bound.invoke(request.value),
      request.value,
      RESULT_CONTEXT,
    );
    if (!result.ok) throw new OutputError(endpoint, endpoint, result.errors);
    return result.value;
  }

  /** Writes an array into a tree of ours; what the payload left out on the way is filled in. */
  #place(tree: unknown, keys: readonly (string | number)[], array: NDArray): void {
    let parent = tree;
    let given = this.#parsed;
    keys.forEach((key, depth) => {
      if (typeof parent !== "object" || parent === null) return;
      given = childOf(given, key);
      if (depth === keys.length - 1) setOwn(parent, key, array);
      else if (!holds(parent, [key])) setOwn(parent, key, cloneTree(given));
      parent = childOf(parent, key);
    });
  }
}

function childOf(tree: unknown, key: string | number): unknown {
  if (typeof tree !== "object" || tree === null) return undefined;
  return Object.getOwnPropertyDescriptor(tree, key)?.value;
}

function holds(tree: unknown, keys: readonly (string | number)[]): boolean {
  let node = tree;
  for (const key of keys) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
    node = childOf(node, key);
  }
  return true;
}

function setOwn(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

/** A tree of ours in which the items of lazy sequences stand for the patterns of their files. */
function withLists(tree: unknown, parsed: unknown): unknown {
  if (typeof tree === "string" && Array.isArray(parsed)) return cloneTree(parsed);
  const areMembers = [tree, parsed].every((value) =>
    typeof value === "object" && value !== null && !(value instanceof NDArray)
  );
  if (!areMembers) return tree;
  for (const [key, item] of Object.entries(tree as object)) {
    const unfolded = withLists(item, childOf(parsed, key));
    if (unfolded !== item) setOwn(tree as object, key, unfolded);
  }
  return tree;
}

/** Copies lists, plain objects and arrays; other values (long texts, numbers) are shared. */
function cloneTree(value: unknown): unknown {
  if (value instanceof NDArray) return NDArray.from(value.dtype, value.shape, value.data.slice());
  if (Array.isArray(value)) return value.map(cloneTree);
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copy = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, cloneTree(item));
  return copy;
}
