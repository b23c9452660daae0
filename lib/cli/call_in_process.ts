/** One call of a module in this very process. @module */

import type { CallOutcome, Runtime } from "../../runtime/endpoints/call.ts";
import type { ErrorItem } from "../../runtime/schema/error_item.ts";
import { validationText } from "../../runtime/schema/validation_text.ts";
import { TesseraError } from "../core/errors.ts";
import { formatException } from "./error_text.ts";
import { EXIT } from "./exit.ts";
import type { CliIo } from "./io.ts";
import type { Payload } from "./payload.ts";
import { parsePayload } from "./payload_json.ts";

/** More would bury the command that was typed. */
const MAX_ERRORS = 100;

/**
 * Calls an endpoint.
 *
 * @param payload Undefined where the endpoint takes none.
 */
export async function callInProcess(
  runtime: Runtime,
  endpoint: string,
  payload: Payload | undefined,
): Promise<CallOutcome> {
  const startMs = performance.now();
  const raw = payload === undefined
    ? undefined
    : parsePayload(payload, { exact: runtime.needsExactNumbers(endpoint) });
  const decodeMs = performance.now() - startMs;
  return await runtime.call(endpoint, raw, { origin: "command", decodeMs });
}

/**
 * Tells the user how a call failed.
 *
 * @returns The exit code, when the module is to blame.
 * @throws {TesseraError} `bad_input` when the payload is.
 */
export function reportFailure(
  outcome: Exclude<CallOutcome, { kind: "ok" }>,
  options: { debug: boolean },
  io: CliIo,
): number {
  switch (outcome.kind) {
    case "invalid":
      throw invalidPayload(outcome.model, outcome.errors);
    case "not_acceptable":
      throw new TesseraError("bad_input", "Cannot write the result in the requested format");
    case "failed":
      if (outcome.error instanceof TesseraError) throw outcome.error;
      io.writeErr(formatException(outcome.error, { allFrames: options.debug }));
      return EXIT.failed;
  }
}

/** The error for a payload that does not meet its schema. */
export function invalidPayload(model: string, errors: readonly ErrorItem[]): TesseraError {
  const text = validationText(model, errors, { maxErrors: MAX_ERRORS });
  return new TesseraError("bad_input", `Invalid value for payload: ${text}`);
}
