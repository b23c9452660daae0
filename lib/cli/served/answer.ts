/** What a served module answers when it has no result. @module */

import type { ErrorItem } from "../../../runtime/schema/error_item.ts";
import { TesseraError } from "../../core/errors.ts";
import { fetchRemote, type RemoteTarget } from "../remote.ts";

/** Where to ask. */
export interface ServedModule {
  readonly target: RemoteTarget;
  readonly tokenFile: string | undefined;
}

/** The names of the endpoints that a server's OpenAPI document lists, and how it was got. */
export interface ServedEndpoints {
  /** HTTP status of the document. */
  readonly status: number;
  /** Empty when the answer is no such document. */
  readonly names: readonly string[];
}

/**
 * Asks a server what it offers.
 *
 * @throws {TesseraError} As {@linkcode fetchRemote}: when nobody answers, or access is refused.
 */
export async function servedEndpoints(module: ServedModule): Promise<ServedEndpoints> {
  const { target, tokenFile } = module;
  const response = await fetchRemote(target, { path: "openapi.json", tokenFile });
  const text = await response.text();
  return { status: response.status, names: response.ok ? pathNames(parseOrUndefined(text)) : [] };
}

/**
 * The endpoints of a served module.
 *
 * @param act What cannot be done without them: `check`, `test`.
 * @throws {TesseraError} `failed` when no module is served there.
 */
export async function requireServedEndpoints(
  module: ServedModule,
  act: string,
): Promise<readonly string[]> {
  const { status, names } = await servedEndpoints(module);
  if (names.includes("apply")) return names;
  throw new TesseraError(
    "failed",
    `Cannot ${act} "${module.target.baseUrl}": found no module there ` +
      `(openapi.json: status ${status}), expected a document that lists "apply"`,
    { hint: "Check the address, and that a module is being served there" },
  );
}

/** The faults in the body of a 422, located from the request on; undefined when it lists none. */
export function errorItemsIn(text: string): ErrorItem[] | undefined {
  const body = parseOrUndefined(text);
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  if (!Array.isArray(body.detail) || !body.detail.every(isErrorItem)) return undefined;
  return body.detail.map((item) => ({
    ...item,
    loc: item.loc[0] === "body" ? item.loc.slice(1) : item.loc,
    msg: item.msg ?? item.type,
  }));
}

function pathNames(document: unknown): string[] {
  if (typeof document !== "object" || document === null || !("paths" in document)) return [];
  if (typeof document.paths !== "object" || document.paths === null) return [];
  return Object.keys(document.paths).map((name) => name.replace(/^\//, ""));
}

function isErrorItem(item: unknown): item is ErrorItem {
  return typeof item === "object" && item !== null && "type" in item &&
    typeof item.type === "string" && "loc" in item && Array.isArray(item.loc);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whatever it is, it is not what was asked for
  }
}
