/** What a module threw on a server, as far as the answer tells. @module */

import { validationText } from "../../../runtime/schema/validation_text.ts";
import { errorItemsIn } from "./answer.ts";

const MAX_CHARACTERS = 20_000;

/** An answer that is no result. */
export interface FailedAnswer {
  readonly status: number;
  /** Its body. */
  readonly text: string;
  /** Name of the request's schema, for faults in it. */
  readonly model: string;
}

/**
 * An error with the name and message of what the module threw: a server in debug mode sends its stack,
 * JavaScript's or Python's. Refused input is a `ValidationError` with pydantic's text.
 */
export function servedException({ status, text, model }: FailedAnswer): Error {
  const items = status === 422 ? errorItemsIn(text) : undefined;
  if (items !== undefined) return named("ValidationError", validationText(model, items));
  const thrown = status === 500 ? inPythonTraceback(text) ?? inStack(text) : undefined;
  if (thrown !== undefined) return named(thrown.name, thrown.message);
  const said = text.trim().slice(0, MAX_CHARACTERS);
  const hint = status === 500 && said === "Internal Server Error"
    ? " (served with --debug, it tells what the module threw)"
    : "";
  return named("RemoteError", `the server answered ${status}: ${said}${hint}`);
}

interface Thrown {
  readonly name: string;
  readonly message: string;
}

/** `Traceback (most recent call last): … package.SomeError: message`. */
function inPythonTraceback(text: string): Thrown | undefined {
  if (!text.includes("Traceback (most recent call last):")) return undefined;
  const [, name, message = ""] = /\n([A-Za-z_][\w.]*)(?:: ([^]*))?$/.exec(text.trimEnd()) ?? [];
  if (name === undefined) return undefined;
  return { name: name.slice(name.lastIndexOf(".") + 1), message };
}

/** `SomeError: message`, then the frames. */
function inStack(text: string): Thrown | undefined {
  const [, name, message = ""] = /^([A-Za-z_$][\w$]*)(?:: ([^]*?))?\n\s+at /.exec(text) ?? [];
  return name === undefined ? undefined : { name, message };
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
