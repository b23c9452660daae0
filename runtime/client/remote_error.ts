/** A server answered, but not with a result. @module */

import { type ErrorCode, TesseraError, type TesseraErrorOptions } from "../../lib/core/errors.ts";

/** What the server said. */
export interface RemoteAnswer {
  /** `POST http://host:8000/apply`: method and URL without credentials. */
  readonly request: string;
  /** HTTP status. */
  readonly status: number;
  /** The body as text, cut after 64 KiB. */
  readonly body: string;
}

/** An answer with a status other than 2xx and 422; the module's own failures are among them. */
export class RemoteError extends TesseraError {
  override readonly name: string = "RemoteError";
  /** HTTP status. */
  readonly status: number;
  /** The body as text, cut after 64 KiB. */
  readonly body: string;
  /** Method and URL, without credentials. */
  readonly request: string;

  constructor({ request, status, body }: RemoteAnswer, options: TesseraErrorOptions = {}) {
    const text = body.trim() === "" ? "no text" : body.trim();
    super(
      codeOf(status),
      `Cannot call ${request}: the server answered ${status}: ${text}`,
      options,
    );
    this.status = status;
    this.body = body;
    this.request = request;
  }
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 401:
    case 403:
      return "denied";
    case 404:
      return "not_found";
    case 408:
    case 504:
      return "timed_out";
    case 502:
    case 503:
      return "unavailable";
    default:
      return status >= 400 && status < 500 ? "bad_input" : "failed";
  }
}
