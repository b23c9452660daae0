/** The options of upstream's program that hold for every command. @module */

import { Command, Option } from "commander";
import {
  ENV_PREFIXES,
  type Environment,
  mergeLayers,
  readEnvLayer,
} from "../../../runtime/config/from_env.ts";
import type { ConfigLayer } from "../../../runtime/config/settings.ts";
import { TesseraError } from "../../core/errors.ts";
import {
  type ConfigOptionValues,
  layerFromOptions,
  numberOption,
  pathOptions,
  reportOptions,
} from "../config_options.ts";
import { pythonOption } from "../python_options.ts";

/** Heeded by modules in Python. Accepted for others, because callers pass them to every Tesseract. */
const PYTHON_ONLY = [
  "debugpy-host",
  "debugpy-port",
  "mlflow-tracking-uri",
  "mlflow-run-extra-args",
  "cuda-ipc-pool-fraction",
] as const;

/** The program with its global options, which are heeded before and after the command. */
// deno-lint-ignore explicit-module-boundary-types -- the type is what commander infers
export function globalOptions() {
  return new Command("tesseract-runtime")
    .description("Invoke the Tesseract runtime.")
    .option("--name <str>", "name in the OpenAPI document")
    .option("--description <str>", "description in the OpenAPI document")
    .option("--version <str>", "version in the OpenAPI document")
    .option("--debug", "debug mode: stack traces in responses, the test endpoint")
    .addOption(pathOptions.input())
    .addOption(pathOptions.output())
    .addOption(pathOptions.format())
    .option("--output-file <str>", "write the result to this file below the output path")
    .addOption(pathOptions.compression())
    .addOption(reportOptions.profiling())
    .addOption(reportOptions.tracing())
    .addOption(new Option("--gpu-transport <name>", "how GPU arrays travel").choices(["none"]))
    .addOption(new Option("--debugpy-host <str>").hideHelp())
    .addOption(new Option("--debugpy-port <int>").hideHelp())
    .addOption(new Option("--mlflow-tracking-uri <str>").hideHelp())
    .addOption(new Option("--mlflow-run-extra-args <str>").hideHelp())
    .addOption(
      new Option("--cuda-ipc-pool-fraction <float>").hideHelp()
        .argParser(numberOption("--cuda-ipc-pool-fraction", 0)),
    )
    .addOption(pythonOption());
}

/**
 * The configuration: options over `TESSERACT_RUNTIME_*` over `TESSERACT_*`. Arrays are JSON lists
 * unless one of them says otherwise, as upstream has it.
 *
 * @throws {TesseraError} `failed` for a `TESSERACT_*` variable that cannot be used, where upstream
 * exits with 1; `bad_input` for a `TESSERACT_RUNTIME_*` variable.
 */
export function upstreamLayer(env: Environment, options: ConfigOptionValues): ConfigLayer {
  const [weak, strong] = ENV_PREFIXES;
  return mergeLayers(
    { outputFormat: "json" },
    asStartFailure(() => readEnvLayer(env, weak)),
    readEnvLayer(env, strong),
    layerFromOptions(options),
  );
}

/** Options and `TESSERACT_RUNTIME_*` variables that only Python heeds, as `TESSERACT_*` variables. */
export function pythonVariables(
  env: Environment,
  options: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const [weak, strong] = ENV_PREFIXES;
  const found: Record<string, string> = {};
  for (const name of PYTHON_ONLY) {
    const field = fieldOf(name);
    const value = options[optionKey(name)] ?? env[strong + field];
    if (value !== undefined) found[weak + field] = String(value);
  }
  return found;
}

/** Names of given options and variables that have no effect on a module that is not Python. */
export function findIneffective(
  env: Environment,
  options: Readonly<Record<string, unknown>>,
): string[] {
  const found: string[] = [];
  for (const name of PYTHON_ONLY) {
    const variables = ENV_PREFIXES.map((prefix) => prefix + fieldOf(name));
    if (options[optionKey(name)] !== undefined) found.push(`--${name}`);
    found.push(...variables.filter((variable) => isMeaningful(env[variable])));
  }
  return found;
}

function optionKey(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function fieldOf(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

/** Words for "no" and empty values ask for nothing. */
function isMeaningful(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|f|no|n|off|\{\})$/i.test(value.trim());
}

/**
 * Runs a step that upstream counts as starting up: whatever is wrong there makes exit code 1.
 *
 * @throws {TesseraError} `failed` in place of any other code.
 */
export function asStartFailure<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw startFailure(error);
  }
}

/** An expected failure as one that ends with exit code 1; anything else unchanged. */
export function startFailure(error: unknown): unknown {
  if (!(error instanceof TesseraError)) return error;
  const { message, hint, cause } = error;
  return new TesseraError("failed", message, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
