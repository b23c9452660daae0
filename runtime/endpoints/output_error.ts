/** What a module returned does not meet its own schema. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { formatErrors } from "./format_errors.ts";
import type { ErrorItem } from "../schema/error_item.ts";

/** A result of the user's module that cannot be sent: HTTP 500, exit 1. */
export class OutputError extends TesseraError {
  /** The single faults; `loc` starts at the root of the result. */
  readonly errors: readonly ErrorItem[];

  /** @param endpoint Whose result it was. */
  constructor(endpoint: string, model: string, errors: readonly ErrorItem[]) {
    super(
      "failed",
      `Cannot use the result of "${endpoint}": found ${formatErrors(model, errors)}`,
      { hint: `Compare what "${endpoint}" returns with OutputSchema` },
    );
    this.errors = errors;
  }
}
