/** `--inspect` and `--inspect-wait`: where a debugger can attach. @module */

import { Option } from "commander";
import type { InspectSetup } from "../../runtime/debugging/inspector.ts";
import { TesseraError } from "../core/errors.ts";

/** Where Node, Deno and their debuggers look first. */
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 9229;
const MAX_PORT = 65_535;

/** What an address names. */
export type InspectAddress = Pick<InspectSetup, "host" | "port">;

/** What commander gathers for debuggers. */
export interface InspectOptionValues {
  readonly inspect?: InspectAddress | true | undefined;
  readonly inspectWait?: InspectAddress | true | undefined;
}

/** The options; a command may have both, a command line only one. */
export const inspectOptions = {
  inspect: () =>
    new Option(
      "--inspect [host:port]",
      `let a debugger attach; after "=", where (${DEFAULT_HOST}:${DEFAULT_PORT})`,
    )
      .argParser(parseInspectAddress("--inspect")),
  inspectWait: () =>
    new Option(
      "--inspect-wait [host:port]",
      "the same, and wait for it before the module is loaded",
    )
      .argParser(parseInspectAddress("--inspect-wait")).conflicts("inspect"),
} as const;

/** What the options ask for; nothing when none was given. */
export function inspectSetup(options: InspectOptionValues): InspectSetup | undefined {
  const given = options.inspectWait ?? options.inspect;
  if (given === undefined) return undefined;
  const address = given === true ? parseInspectAddress("--inspect")("") : given;
  return { ...address, waits: options.inspectWait !== undefined };
}

/**
 * Reads `HOST:PORT`, `PORT` or `HOST`; what is left out is this machine's loopback and 9229. An IPv6
 * address stands in brackets.
 *
 * @throws {TesseraError} `usage` for anything else.
 */
export function parseInspectAddress(flag: string): (text: string) => InspectAddress {
  return (text) => {
    const found = /^\d+$/.test(text)
      ? [text, "", text]
      : /^(\[[\da-f:.]+\]|[\w.-]*)(?::(\d+))?$/i.exec(text);
    const [, host = "", digits = ""] = found ?? [];
    const port = digits === "" ? DEFAULT_PORT : Number(digits);
    if (found !== null && port <= MAX_PORT) {
      return { host: host === "" ? DEFAULT_HOST : host.replace(/^\[|\]$/g, ""), port };
    }
    throw new TesseraError("usage", `Cannot read ${flag}: found "${text}", expected HOST:PORT`, {
      hint: `Write ${flag}=${DEFAULT_HOST}:${DEFAULT_PORT}, or port 0 for any free one`,
    });
  };
}
