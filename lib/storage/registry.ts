/** The schemes of storage. Each is loaded when it is first used. @module */

import { findNearestName } from "../core/nearest_name.ts";
import { findScheme } from "./location.ts";
import { DEFAULT_RETRY } from "./retry.ts";
import type { Storage, StorageSettings } from "./storage.ts";
import { StorageError } from "./storage_error.ts";

type OpenStorage = (settings: StorageSettings) => Storage;

/** A new scheme is one file that exports `openStorage`, and one line here. */
const SCHEMES: Readonly<Record<string, () => Promise<{ openStorage: OpenStorage }>>> = {
  file: () => import("./file.ts"),
  http: () => import("./http.ts"),
  https: () => import("./http.ts"),
  s3: () => import("./s3/s3.ts"),
  ftp: () => import("./ftp/ftp.ts"),
};

const DEFAULT_IDLE_MS = 60_000;

/** The schemes that locations can have. */
export const SCHEME_NAMES: readonly string[] = Object.keys(SCHEMES);

/** Settings that differ from the usual ones. */
export type OpenOptions = Partial<StorageSettings>;

/**
 * Opens the storage that a location belongs to; it serves every location of the same scheme. A location
 * without scheme is a local path.
 *
 * @throws {StorageError} `bad_input` for a scheme that is not known.
 * @example Read a payload
 * ```ts ignore
 * await using storage = await openStorage(location);
 * const { body } = await storage.read(location, { signal });
 * ```
 */
export async function openStorage(location: string, options: OpenOptions = {}): Promise<Storage> {
  const scheme = findScheme(location) ?? "file";
  const load = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (load === undefined) throw unknownScheme(scheme);
  const { openStorage } = await load();
  return openStorage({ env: readEnv, retry: DEFAULT_RETRY, idleMs: DEFAULT_IDLE_MS, ...options });
}

function readEnv(name: string): string | undefined {
  const value = Deno.env.get(name);
  return value === "" ? undefined : value;
}

function unknownScheme(scheme: string): StorageError {
  const nearest = findNearestName(scheme, SCHEME_NAMES);
  return new StorageError(
    "bad_input",
    `Cannot open storage: "${scheme}://" is not known, expected a path or ${
      SCHEME_NAMES.join(", ")
    }`,
    {
      hint: nearest === undefined
        ? "Copy the file to one of these first"
        : `Did you mean "${nearest}://"?`,
    },
  );
}
