/** Why a Python process cannot answer calls, in words that say what to do. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import type { FrameHeader } from "./frames.ts";
import type { Interpreter } from "./interpreter.ts";

const PACKAGES = "'tesseract-core[runtime]>=1.9'";

/** The error for an `unready` frame of `tessera_worker/main.py`. */
export function startFailure(
  header: FrameHeader,
  options: { readonly modulePath: string; readonly interpreter: Interpreter },
): TesseraError {
  const { kind, message, traceback, python, pythonVersion: version } = header as Unready;
  const place = `${python} (Python ${version}, from ${options.interpreter.chosenBy})`;
  const install = `Run: ${quoted(python)} -m pip install ${PACKAGES}`;
  switch (kind) {
    case "package":
      return new TesseraError(
        "unavailable",
        `Cannot load module "${options.modulePath}": ${place} has no package "${message}"`,
        { hint: install },
      );
    case "version":
      return new TesseraError(
        "unavailable",
        `Cannot load module "${options.modulePath}" with ${place}: ${message}`,
        { hint: install.replace("install", "install --upgrade") },
      );
    case "module": {
      const text = traceback.trimEnd() === "" ? message : traceback.trimEnd();
      const cause = Object.assign(new Error(text), { stack: text });
      return new TesseraError("failed", `Cannot load module "${options.modulePath}"`, { cause });
    }
    default:
      return new TesseraError("failed", `Cannot speak with ${place}: ${message}`);
  }
}

interface Unready extends FrameHeader {
  readonly kind: "package" | "version" | "module" | "protocol";
  readonly message: string;
  readonly traceback: string;
  readonly python: string;
  readonly pythonVersion: string;
}

function quoted(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
