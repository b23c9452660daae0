/** What upstream's commands do with a module in Python. @module */

import { configFromEnv } from "../../../runtime/config/from_env.ts";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import { TesseraError } from "../../core/errors.ts";
import { deliver } from "../actions/run.ts";
import { EXIT } from "../exit.ts";
import type { GradientOptionValues } from "../gradient_options.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { type Payload, readPayload } from "../payload.ts";
import { describePython, type PythonDescription } from "../python/describe.ts";
import { type PythonModule, type PythonSetup, withPythonModule } from "../python/session.ts";
import { pythonOptions, quietPythonOptions, refusePython } from "../python_options.ts";
import { type EndpointCommand, requireOffered } from "./endpoint_commands.ts";
import { asStartFailure, startFailure } from "./options.ts";
import type { UpstreamSettings } from "./settings.ts";

/** How a module is run: without what belongs to one command. */
export type OwnPython = Pick<PythonSetup, "path" | "python" | "variables">;

/**
 * The module that `TESSERACT_API_PATH` names, if it is one in Python.
 *
 * @throws {TesseraError} `failed` when there is none at all, `usage` for `--python` where the module is another one.
 */
export async function findOwnPython(
  { python, variables }: UpstreamSettings,
  io: CliIo,
): Promise<OwnPython | undefined> {
  let path: string;
  try {
    path = await locateModule(undefined, io.env);
  } catch (error) {
    throw startFailure(error);
  }
  if (isPython(path)) return { path, variables, python: quietPythonOptions({ python }, io) };
  refusePython({ python }, path);
  return undefined;
}

/** `apply`, `jacobian`, …, `health`, `test`, `openapi-schema`. */
export async function callPython(
  command: EndpointCommand,
  payload: Payload | undefined,
  module: OwnPython & { readonly config: RuntimeConfig },
  io: CliIo,
): Promise<number> {
  const task = { name: `"${command.name}"` };
  const skipRequiredFiles = command.endpoint === null;
  const setup = { ...module, python: withDebugger(module, io), task, skipRequiredFiles };
  return await withOwn(setup, io, async (own) => {
    const { config } = module;
    if (command.endpoint === null) {
      await deliver([new TextEncoder().encode(await own.openapi())], config, io);
      return EXIT.ok;
    }
    requireOffered(command, [...own.endpoints, "test"]);
    const { status, body } = await own.call(command.endpoint, payload);
    // the traceback stands on stderr already
    if (status !== 200) return EXIT.failed;
    await deliver(body, config, io);
    return EXIT.ok;
  });
}

/** `check`, and what help tells of the module. @throws {TesseraError} As `withPythonModule`. */
export async function describeOwnPython(
  module: OwnPython & Pick<PythonSetup, "config" | "skipRequiredFiles">,
  io: CliIo,
): Promise<PythonDescription> {
  try {
    return await describePython(module, io);
  } catch (error) {
    throw loadFailure(error);
  }
}

/** `check-gradients`. Unknown paths and endpoints are exceptions for upstream, not usage errors. */
export async function checkGradientsPython(
  argument: string,
  options: GradientOptionValues,
  module: OwnPython & { readonly config: RuntimeConfig },
  io: CliIo,
): Promise<number> {
  const { checkPython, exitCodeOfReport } = await import("../actions/check_gradients.ts");
  const { formatReport } = await import("../../../runtime/gradients/report.ts");
  const payload = await readPayload(argument, io);
  const { command: python } = module.python.interpreter;
  try {
    const report = await checkPython({ ...module, payload }, { ...options, python }, io);
    if (report === undefined) return EXIT.failed;
    io.writeErr(formatReport(report, options));
    return exitCodeOfReport(report);
  } catch (error) {
    throw error instanceof TesseraError && error.code === "usage" ? startFailure(error) : error;
  }
}

/** As upstream: the variable has a debugger waited for, the option comes too late for that. */
function withDebugger(
  { python, config }: OwnPython & { readonly config: RuntimeConfig },
  io: CliIo,
): PythonSetup["python"] {
  if (asStartFailure(() => configFromEnv(io.env)).debug !== true) return python;
  writeNote(io, "Debug mode enabled, waiting for debugger to attach...");
  return { ...pythonOptions({}, config, io, { waits: true }), interpreter: python.interpreter };
}

async function withOwn<Result>(
  setup: PythonSetup,
  io: CliIo,
  use: (module: PythonModule) => Promise<Result>,
): Promise<Result> {
  let isLoaded = false;
  try {
    return await withPythonModule(setup, io, (module) => {
      isLoaded = true;
      return use(module);
    });
  } catch (error) {
    throw isLoaded ? error : loadFailure(error);
  }
}

/** A module that cannot be loaded is exit code 1 for upstream, which knows no missing interpreter. */
function loadFailure(error: unknown): unknown {
  const isOurs = error instanceof TesseraError &&
    (error.code === "unavailable" || error.code === "interrupted");
  return isOurs ? error : startFailure(error);
}
