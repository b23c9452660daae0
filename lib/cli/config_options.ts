/** Options that several commands share, each defined once. @module */

import { Option } from "commander";
import { COMPRESSIONS, type ConfigLayer, OUTPUT_FORMATS } from "../../runtime/config/settings.ts";
import { parseDurationMs } from "../core/duration.ts";
import { TesseraError } from "../core/errors.ts";
import { parseSizeBytes } from "../core/size.ts";

/** `--name` and its kin: what the OpenAPI document says of the module. */
export const infoOptions = {
  name: () => new Option("--name <text>", "title in the OpenAPI document"),
  description: () => new Option("--description <text>", "description in the OpenAPI document"),
  version: () => new Option("--version <text>", "version in the OpenAPI document"),
} as const;

/** Folders and encodings. */
export const pathOptions = {
  input: () =>
    new Option("--input-path <folder>", "where relative binref files and inputs are read from"),
  output: () => new Option("--output-path <folder>", "where runs and output files go"),
  format: () =>
    new Option("--output-format <format>", "how arrays are written").choices(
      OUTPUT_FORMATS as ["json", "json+base64", "json+binref"],
    ),
  compression: () =>
    new Option("--compression <method>", "compression of array bytes").choices(
      COMPRESSIONS as ["lz4"],
    ),
} as const;

/** What a call tells about itself. */
export const reportOptions = {
  profiling: () => new Option("--profiling", "print where the time of each call went"),
  tracing: () => new Option("--tracing", "print the inputs and outputs of each call, shortened"),
} as const;

/** What commander gathers from the options above. */
export interface ConfigOptionValues {
  name?: string | undefined;
  description?: string | undefined;
  version?: string | undefined;
  debug?: boolean | undefined;
  profiling?: boolean | undefined;
  tracing?: boolean | undefined;
  inputPath?: string | undefined;
  outputPath?: string | undefined;
  outputFormat?: ConfigLayer["outputFormat"] | undefined;
  outputFile?: string | undefined;
  compression?: ConfigLayer["compression"] | undefined;
}

const FIELDS = [
  "name",
  "description",
  "version",
  "debug",
  "profiling",
  "tracing",
  "inputPath",
  "outputPath",
  "outputFormat",
  "outputFile",
  "compression",
] as const;

/** The options that were given, as the strongest layer of the configuration. */
export function layerFromOptions(options: ConfigOptionValues): ConfigLayer {
  return Object.fromEntries(
    FIELDS.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  );
}

/** Reads an option's duration; 0 means no limit. */
export function durationOption(flag: string): (text: string) => number {
  return (text) => parseDurationMs(text, flag);
}

/** Reads an option's size in bytes. */
export function sizeOption(flag: string): (text: string) => number {
  return (text) => parseSizeBytes(text, flag);
}

/** Reads an option's whole number within bounds. */
export function integerOption(flag: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new TesseraError(
      "usage",
      `Cannot read ${flag}: found "${text}", expected a whole number from ${min} to ${max}`,
    );
  };
}

/** Reads an option's number within bounds. */
export function numberOption(flag: string, min: number): (text: string) => number {
  return (text) => {
    const value = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i.test(text)
      ? Number(text)
      : NaN;
    if (value >= min && Number.isFinite(value)) return value;
    throw new TesseraError(
      "usage",
      `Cannot read ${flag}: found "${text}", expected a number of at least ${min}`,
    );
  };
}

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}
