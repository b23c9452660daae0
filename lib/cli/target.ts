/** What a TARGET argument names. @module */

import { TesseraError } from "../core/errors.ts";
import { redactLocation } from "../storage/location.ts";
import type { Replicas } from "./replicas.ts";

/** A module on this machine, or a served one; a `file:` URL stays as it is. */
export type Target =
  | { readonly kind: "module"; readonly path: string }
  | {
    readonly kind: "url";
    /** Without credentials, query and trailing slash. */
    readonly baseUrl: string;
    /** Value for `Authorization` taken from the URL's user part, if it has one. */
    readonly authorization: string | undefined;
    /** All servers behind the name, `baseUrl` among them, where there are several. */
    readonly replicas?: Replicas;
  };

/**
 * Tells `http(s)://…` from a path; the path need not exist.
 *
 * @throws {TesseraError} `usage` for a URL that cannot be read or has another scheme.
 */
export function parseTarget(text: string): Target {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "file") return { kind: "module", path: text };
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const shown = redactLocation(text);
    throw new TesseraError("usage", `Cannot use TARGET "${shown}": expected an http or https URL`, {
      hint: "Pass the file or folder of a module, or the URL of a served one",
    });
  }
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const basic = new TextEncoder().encode(`${user}:${password}`).toBase64();
  return {
    kind: "url",
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ""),
    authorization: user === "" && password === "" ? undefined : `Basic ${basic}`,
  };
}

/**
 * Refuses options that only the server itself can heed: they must not look as if they had been.
 *
 * @param given Values by flag; undefined for one that was not given.
 * @throws {TesseraError} `usage`
 */
export function refuseLocalOptions(given: Readonly<Record<string, unknown>>): void {
  for (const [flag, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new TesseraError("usage", `Cannot use ${flag}: TARGET is a URL, expected a module`, {
      hint: `Pass ${flag} where the module is served`,
    });
  }
}

/** @throws {TesseraError} `usage` for a token where nobody asks for one. */
export function refuseTokenFile({ tokenFile }: { tokenFile?: string | undefined }): void {
  if (tokenFile === undefined) return;
  throw new TesseraError("usage", "Cannot use --token-file: TARGET is a module, expected a URL");
}
