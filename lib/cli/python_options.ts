/** Options for modules in Python. @module */

import { Option } from "commander";
import type { RuntimeConfig } from "../../runtime/config/config.ts";
import type { InspectSetup } from "../../runtime/debugging/inspector.ts";
import { findInterpreter } from "../../runtime/python/interpreter.ts";
import type { PythonOptions } from "../../runtime/server/python_workers.ts";
import { TesseraError } from "../core/errors.ts";
import type { CliIo } from "./io.ts";

/** What commander gathers. */
export interface PythonOptionValues {
  readonly python?: string | undefined;
  readonly gpus?: string | undefined;
}

/** `--python`: the interpreter. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function pythonOption() {
  return new Option(
    "--python <file>",
    "interpreter for a module in Python (default: of the active environment, else python3)",
  );
}

/** `--gpus`: devices for the workers. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function gpusOption() {
  return new Option(
    "--gpus <list>",
    "devices to deal to the workers, such as 0,1 (Python modules)",
  );
}

/** Where debugpy listens unless the environment says otherwise; as upstream. */
const DEBUGGER = { host: "127.0.0.1", port: 5678 } as const;
const MAX_PORT = 65_535;

/**
 * How Python modules are run, from the command line and the environment. In debug mode debugpy listens.
 *
 * @param waits Whether the module is loaded only once a debugger has attached.
 * @throws {TesseraError} `bad_input` for a port that is none.
 */
export function pythonOptions(
  values: PythonOptionValues,
  config: RuntimeConfig,
  { env }: Pick<CliIo, "env">,
  { waits = false }: { readonly waits?: boolean } = {},
): PythonOptions {
  const gpus = values.gpus?.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return {
    interpreter: findInterpreter(values.python, env),
    env,
    ...(gpus === undefined ? {} : { gpus }),
    ...(config.debug ? { debugger: { ...debuggerAddress(env), wait: waits } } : {}),
  };
}

/** The same for commands that no debugger is meant for. */
export function quietPythonOptions(values: PythonOptionValues, io: CliIo): PythonOptions {
  return { interpreter: findInterpreter(values.python, io.env), env: io.env };
}

/** @throws {TesseraError} `usage` for options of Python modules where the module is none. */
export function refusePython({ python, gpus }: PythonOptionValues, modulePath: string): void {
  for (const [flag, value] of Object.entries({ "--python": python, "--gpus": gpus })) {
    if (value === undefined) continue;
    throw new TesseraError(
      "usage",
      `Cannot use ${flag}: found "${modulePath}", expected a module in Python`,
      { hint: `Leave ${flag} out, or name a file that ends in .py` },
    );
  }
}

/** @throws {TesseraError} `usage`: V8's inspector knows nothing of Python. */
export function refuseInspector(inspect: InspectSetup | undefined, modulePath: string): void {
  if (inspect === undefined) return;
  throw new TesseraError(
    "usage",
    `Cannot use ${
      inspect.waits ? "--inspect-wait" : "--inspect"
    }: "${modulePath}" is a module in Python`,
    { hint: "Pass --debug: debugpy then listens, where it is installed" },
  );
}

function debuggerAddress(env: CliIo["env"]): { readonly host: string; readonly port: number } {
  const { TESSERACT_DEBUGPY_HOST: host, TESSERACT_DEBUGPY_PORT: text } = env;
  const port = text === undefined || text === "" ? DEBUGGER.port : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) {
    return { host: host === undefined || host === "" ? DEBUGGER.host : host, port };
  }
  throw new TesseraError(
    "bad_input",
    `Cannot use TESSERACT_DEBUGPY_PORT: found "${text}", expected a port number`,
  );
}
