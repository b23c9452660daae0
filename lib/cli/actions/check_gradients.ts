/** What `tessera check-gradients` does. @module */

import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import type { Runtime } from "../../../runtime/endpoints/call.ts";
import { checkGradients } from "../../../runtime/gradients/check_gradients.ts";
import {
  formatReport,
  type GradientFailure,
  type GradientReport,
} from "../../../runtime/gradients/report.ts";
import { withConfig } from "../../../runtime/tracking/current_config.ts";
import { openRun, outsideRuns } from "../../../runtime/tracking/run.ts";
import type { Values } from "../../../runtime/gradients/values.ts";
import { TesseraError } from "../../core/errors.ts";
import { type ConfigOptionValues, layerFromOptions, numberOption } from "../config_options.ts";
import type { CheckProgress } from "../../../runtime/gradients/plan.ts";
import { EXIT } from "../exit.ts";
import type { GradientOptionValues } from "../gradient_options.ts";
import { progressLine } from "../progress_line.ts";
import type { CliIo } from "../io.ts";
import { withModule } from "../module_session.ts";
import { writeJson, writeReport } from "../output.ts";
import { type Payload, readPayload } from "../payload.ts";
import { parsePayload } from "../payload_json.ts";
import type { PythonGradientCheck } from "../python/gradients.ts";
import { type PythonOptionValues, quietPythonOptions, refusePython } from "../python_options.ts";
import { withStagedFolders } from "../staged_folders.ts";
import { parseTarget } from "../target.ts";

/** Options of the command. */
export type CheckGradientsOptions =
  & GradientOptionValues
  & ConfigOptionValues
  & PythonOptionValues
  & { readonly json?: true | undefined };

/** Checks the gradients of a module at one point; 1 when they are wrong, 130 when interrupted. */
export async function checkGradientsOf(
  check: { target: string; payload: string },
  options: CheckGradientsOptions,
  io: CliIo,
): Promise<number> {
  const target = parseTarget(check.target);
  if (target.kind === "url") {
    throw new TesseraError(
      "usage",
      `Cannot check gradients of "${target.baseUrl}": found a URL, expected a module`,
      { hint: "Run it where the module is: tessera check-gradients FILE_OR_FOLDER PAYLOAD" },
    );
  }
  const given = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  const path = await locateModule(target.path, io.env);
  const payload = await readPayload(check.payload, io);
  const report = await withStagedFolders(given, io, async (layer) => {
    const config = resolveConfig(layer, PATH_POLICIES.command);
    return isPython(path)
      ? await checkPython({ path, config, payload }, options, io)
      : await checkModule({ path, config, payload }, options, io);
  });
  // the traceback stands on stderr already
  if (report === undefined) return EXIT.failed;
  if (options.json) writeJson(io, jsonOfReport(report));
  else writeReport(io, formatReport(report, options));
  return exitCodeOfReport(report);
}

/** A check that is about to be made. */
interface GradientCheck {
  /** Absolute path of the module. */
  readonly path: string;
  readonly config: RuntimeConfig;
  readonly payload: Payload;
}

async function checkModule(
  { path, config, payload }: GradientCheck,
  options: CheckGradientsOptions,
  io: CliIo,
): Promise<GradientReport> {
  refusePython(options, path);
  return await withModule(
    { target: path, config },
    io,
    (runtime) => checkGradientsIn(runtime, payload, options, io),
  );
}

/**
 * Has the gradients of a module in Python checked by its tesseract-core.
 *
 * @returns Undefined when the module threw, whose traceback is on stderr then.
 */
export async function checkPython(
  check: GradientCheck & Pick<PythonGradientCheck, "variables">,
  options: GradientOptionValues & PythonOptionValues,
  io: CliIo,
): Promise<GradientReport | undefined> {
  const { checkPythonGradients } = await import("../python/gradients.ts");
  const { interpreter } = quietPythonOptions(options, io);
  return await checkPythonGradients({ ...check, interpreter }, {
    inputPaths: options.inputPaths,
    outputPaths: options.outputPaths,
    endpoints: options.endpoints?.map((name) => name.replaceAll("-", "_")),
    eps: options.eps,
    epsFor: Object.fromEntries(parseSteps(options.epsFor ?? [])),
    rtol: options.rtol,
    maxEvals: options.maxEvals,
    maxOutputSamples: options.maxOutputSamples,
    seed: options.seed ?? randomSeed(),
    showProgress: options.showProgress && io.isErrTerminal,
  }, io);
}

function randomSeed(): number {
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  return seed;
}

/** Checks the gradients of a loaded module, with progress on stderr if that is a terminal. */
export async function checkGradientsIn(
  runtime: Runtime,
  payload: Payload,
  options: GradientOptionValues,
  io: CliIo,
): Promise<GradientReport> {
  using _interrupts = io.catchInterrupts();
  using progress = options.showProgress ? progressLine(io) : undefined;
  const raw = parsePayload(payload, { exact: runtime.needsExactNumbers("apply") });
  const { inputPaths, outputPaths, endpoints, epsFor, maxOutputSamples, seed } = options;
  const { config } = runtime;
  const run = openRun({ outputPath: config.outputPath, origin: "command" });
  const check = () =>
    checkGradients(runtime, raw, {
      eps: options.eps,
      epsFor: parseSteps(epsFor ?? []),
      rtol: options.rtol,
      maxEvals: options.maxEvals,
      signal: io.signal,
      onProgress: (done) => outsideRuns(() => progress?.update(() => progressText(done))),
      ...(inputPaths === undefined ? {} : { inputPaths }),
      ...(outputPaths === undefined ? {} : { outputPaths }),
      ...(endpoints === undefined
        ? {}
        : { endpoints: endpoints.map((name) => name.replaceAll("-", "_")) }),
      ...(maxOutputSamples === undefined ? {} : { maxOutputSamples }),
      ...(seed === undefined ? {} : { seed }),
    });
  try {
    return await withConfig(config, () => run.during(check));
  } finally {
    await run.close("finished");
  }
}

/** 130 when the user ended it, 1 when a gradient is wrong. */
export function exitCodeOfReport(report: GradientReport): number {
  if (report.interrupted) return EXIT.interrupted;
  return report.passed ? EXIT.ok : EXIT.failed;
}

function parseSteps(texts: readonly string[]): Map<string, number> {
  const read = numberOption("--eps-for", 0);
  return new Map(texts.map((text) => {
    const at = text.lastIndexOf("=");
    if (at > 0) return [text.slice(0, at), read(text.slice(at + 1))];
    throw new TesseraError("usage", `Cannot read --eps-for: found "${text}", expected PATH=STEP`);
  }));
}

/** The report without typed arrays. */
function jsonOfReport(report: GradientReport): unknown {
  const endpoints = report.endpoints.map((entry) => ({
    ...entry,
    failures: entry.failures.map(jsonOfFailure),
  }));
  return { ...report, endpoints };
}

function jsonOfFailure({ values, ...rest }: GradientFailure): unknown {
  if (values === null) return { ...rest, values };
  const { candidate, reference } = values;
  return { ...rest, values: { candidate: jsonOf(candidate), reference: jsonOf(reference) } };
}

function jsonOf({ shape, re, im }: Values): unknown {
  return { shape, re: [...re], im: im === null ? null : [...im] };
}

function progressText({ endpoint, done, total, failures }: CheckProgress): string {
  return `Checking ${endpoint}: ${done} of ${total} (${failures} failed)`;
}
