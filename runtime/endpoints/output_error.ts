/** What a module returned does not meet its own schema. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import { validationText } from "../schema/validation_text.ts";

/** A wrong result is often wrong everywhere, and the first places tell as much as all of them. */
const MAX_ERRORS = 20;

/** A result of the user's module that cannot be sent: HTTP 500, exit 1. */
export class OutputError extends TesseraError {
  /** The single faults; `loc` starts at the root of the result. */
  readonly errors: readonly ErrorItem[];

  /** @param endpoint Whose result it was. */
  constructor(endpoint: string, model: string, errors: readonly ErrorItem[]) {
    super(
      "failed",
      `Cannot use the result of "${endpoint}": found ${
        validationText(model, errors, { maxErrors: MAX_ERRORS })
      }`,
      { hint: `Compare what "${endpoint}" returns with OutputSchema` },
    );
    this.errors = errors;
  }
}
