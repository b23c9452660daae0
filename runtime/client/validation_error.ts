/** The inputs do not meet the module's schema. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { ErrorItem } from "../schema/error_item.ts";

/** What was refused. */
export interface Refusal {
  /** What was called: `POST http://host:8000/apply`, or an endpoint of a module. */
  readonly request: string;
  /** The single faults; `loc` starts at the request: `["inputs", "x"]`. */
  readonly errors: readonly ErrorItem[];
}

/** Refused input, the same from a server and from a module in this process. */
export class ValidationError extends TesseraError {
  override readonly name: string = "ValidationError";
  /** The single faults in pydantic's form; `loc` starts at the request: `["inputs", "x"]`. */
  readonly errors: readonly ErrorItem[];
  /** What was called, without credentials. */
  readonly request: string;

  constructor({ request, errors }: Refusal) {
    const lines = errors.map(({ loc, msg, type }) =>
      `  ${loc.length === 0 ? "request" : loc.join(".")}: ${msg} [${type}]`
    );
    const noun = errors.length === 1 ? "value" : "values";
    super(
      "bad_input",
      `Cannot call ${request}: found ${errors.length} ${noun} that the schema refuses\n` +
        lines.join("\n"),
    );
    this.errors = errors;
    this.request = request;
  }
}
