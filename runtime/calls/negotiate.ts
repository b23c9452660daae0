/** Chooses the encoding of a response from the request's Accept header. @module */

import type { Compression, OutputFormat } from "../config/config.ts";
import { pythonRepr } from "./python_text.ts";

/** The formats a response can have, as the OpenAPI document lists them. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["json", "json+base64", "json+binref"];
/** How device arrays can leave: only through host memory. */
export const GPU_TRANSPORTS: readonly string[] = ["none"];
/** What array bytes can be compressed with. */
export const COMPRESSIONS: readonly (Compression | "none")[] = ["none", "lz4"];

/** How the arrays of one response are written. */
export interface ResponseEncoding {
  readonly format: OutputFormat;
  readonly compression: Compression | null;
}

/** The body of a 406, below `detail`: a message and what is on offer. */
export type NotAcceptable = Readonly<Record<string, unknown>>;

/** The chosen encoding, or the detail of a 406. */
export type Negotiated = { readonly encoding: ResponseEncoding } | {
  readonly refusal: NotAcceptable;
};

interface MediaRange {
  /** `null`: any. */
  readonly format: string | null;
  readonly quality: number;
  readonly gpuTransport: string;
  readonly compression: string;
}

/**
 * Tries the media ranges by falling quality, equals in the order given; the first one that can be
 * met wins. Unlike upstream, `q=0` refuses a format (RFC 9110, 12.4.2).
 *
 * @param accept The header, or null where there is none.
 * @param preferred What is sent when the header leaves it open.
 */
export function negotiate(
  accept: string | null | undefined,
  preferred: ResponseEncoding,
): Negotiated {
  if (accept === null || accept === undefined || accept === "") return { encoding: preferred };
  const ranges = accept.split(",").filter((range) => range.trim() !== "")
    .map((range) => parseRange(range, preferred.compression ?? "none"));
  const refused = ranges.filter((range) => range.quality === 0);
  const wanted = ranges.filter((range) => range.quality !== 0)
    // An unreadable quality (NaN) comes last.
    .sort((a, b) => (b.quality || 0) - (a.quality || 0));
  for (const range of wanted) {
    const format = pickFormat(range, { preferred: preferred.format, refused });
    const compression = COMPRESSIONS.find((name) => name === range.compression);
    if (format === undefined || compression === undefined) continue;
    if (!GPU_TRANSPORTS.includes(range.gpuTransport)) continue;
    return { encoding: { format, compression: compression === "none" ? null : compression } };
  }
  return { refusal: refusalOf(accept) };
}

function parseRange(text: string, defaultCompression: string): MediaRange {
  const [type = "", ...parts] = text.split(";");
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    const value = part.slice(equals + 1).trim().replace(/^"+|"+$/g, "");
    parameters.set(part.slice(0, equals).trim().toLowerCase(), value);
  }
  const name = type.trim().toLowerCase();
  const isAny = name === "*/*" || name === "application/*";
  const quality = parameters.get("q");
  return {
    format: isAny ? null : name.slice(name.lastIndexOf("/") + 1),
    quality: quality === undefined ? 1 : quality === "" ? NaN : Number(quality),
    gpuTransport: parameters.get("gpu_transport") ?? "none",
    compression: parameters.get("compression") ?? defaultCompression,
  };
}

function pickFormat(
  range: MediaRange,
  options: { preferred: OutputFormat; refused: readonly MediaRange[] },
): OutputFormat | undefined {
  const isRefused = (format: string) => options.refused.some((r) => r.format === format);
  if (range.format !== null) {
    return OUTPUT_FORMATS.find((format) => format === range.format && !isRefused(format));
  }
  return [options.preferred, ...OUTPUT_FORMATS].find((format) => !isRefused(format));
}

function refusalOf(accept: string): NotAcceptable {
  return {
    message: `Cannot produce any encoding accepted by ${pythonRepr(accept)}`,
    available_formats: OUTPUT_FORMATS,
    available_gpu_transports: GPU_TRANSPORTS,
    available_compressions: COMPRESSIONS,
  };
}
