/** Settings from environment variables, and the layers they form with options. @module */

import path from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import type { RuntimeConfig } from "./config.ts";
import {
  COMPRESSIONS,
  type ConfigLayer,
  OUTPUT_FORMATS,
  readBoolean,
  readChoice,
} from "./settings.ts";

/** Environment variables as the process or a test gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Weaker prefix first: a `TESSERACT_RUNTIME_…` variable wins over its `TESSERACT_…` form. */
export const ENV_PREFIXES = ["TESSERACT_", "TESSERACT_RUNTIME_"] as const;

/** One of {@linkcode ENV_PREFIXES}. */
export type EnvPrefix = (typeof ENV_PREFIXES)[number];

/**
 * Reads the settings named `<prefix><FIELD>`. Variables with other names are ignored; an empty value
 * counts as unset, except for plain texts, where it is the empty text.
 *
 * @throws {TesseraError} `bad_input` that names the variable whose value cannot be used.
 */
export function readEnvLayer(env: Environment, prefix: EnvPrefix): ConfigLayer {
  const layer: ConfigLayer = {};
  const text = (field: string) => env[prefix + field];
  const whenSet = (field: string, take: (value: string, name: string) => void) => {
    const value = text(field);
    if (value !== undefined && value !== "") take(value, prefix + field);
  };
  const [name, description] = [text("NAME"), text("DESCRIPTION")];
  const [version, outputFile] = [text("VERSION"), text("OUTPUT_FILE")];
  if (name !== undefined) layer.name = name;
  if (description !== undefined) layer.description = description;
  if (version !== undefined) layer.version = version;
  if (outputFile !== undefined) layer.outputFile = outputFile;
  whenSet("DEBUG", (value, what) => layer.debug = readBoolean(value, what));
  whenSet("PROFILING", (value, what) => layer.profiling = readBoolean(value, what));
  whenSet("TRACING", (value, what) => layer.tracing = readBoolean(value, what));
  whenSet("INPUT_PATH", (value) => layer.inputPath = value);
  whenSet("OUTPUT_PATH", (value) => layer.outputPath = value);
  whenSet("OUTPUT_FORMAT", (value, what) => {
    layer.outputFormat = readChoice(value, OUTPUT_FORMATS, what);
  });
  whenSet("COMPRESSION", (value, what) => {
    layer.compression = readChoice(value, COMPRESSIONS, what);
  });
  whenSet("GPU_TRANSPORT", refuseGpuTransport);
  return layer;
}

/** Both environment layers, merged. @throws {TesseraError} As {@linkcode readEnvLayer}. */
export function configFromEnv(env: Environment): ConfigLayer {
  return mergeLayers(...ENV_PREFIXES.map((prefix) => readEnvLayer(env, prefix)));
}

/** One layer of several; later ones win, field by field. */
export function mergeLayers(...layers: readonly ConfigLayer[]): ConfigLayer {
  return Object.assign({}, ...layers);
}

/** What the command in hand decides about paths and URLs. */
export type PathPolicy = Pick<RuntimeConfig, "allowAnyPath" | "allowUrls">;

/** A command reads what its user names; a server confines what its callers name. */
export const PATH_POLICIES = {
  command: { allowAnyPath: true, allowUrls: true },
  server: { allowAnyPath: false, allowUrls: false },
} as const satisfies Record<string, PathPolicy>;

/**
 * The complete configuration: defaults under the layer, paths made absolute against the current
 * folder.
 */
export function resolveConfig(layer: ConfigLayer, policy: PathPolicy): RuntimeConfig {
  return {
    name: layer.name ?? "Tesseract",
    description: layer.description ?? "",
    version: layer.version ?? "unknown",
    debug: layer.debug ?? false,
    profiling: layer.profiling ?? false,
    tracing: layer.tracing ?? false,
    inputPath: path.resolve(layer.inputPath ?? "."),
    outputPath: path.resolve(layer.outputPath ?? "."),
    outputFormat: layer.outputFormat ?? null,
    outputFile: layer.outputFile ?? "",
    compression: layer.compression ?? null,
    allowAnyPath: policy.allowAnyPath,
    allowUrls: policy.allowUrls,
  };
}

/**
 * Accepts `none` and nothing else.
 *
 * @throws {TesseraError} `bad_input`: arrays cannot stay in GPU memory between processes here.
 */
export function refuseGpuTransport(value: string, what: string): void {
  if (value === "none") return;
  throw new TesseraError(
    "bad_input",
    `Cannot use ${what}: found "${value}", expected "none", the only GPU transport there is`,
  );
}
