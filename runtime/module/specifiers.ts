/** What an import in a user's file means. @module */

import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";

/** Where an import leads: to a file of the user, or to a URL that the engine knows itself. */
export type Resolved =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

/** An import that leads nowhere; the caller adds who wrote it, and where. */
export class ImportProblem extends Error {
  override readonly name = "ImportProblem";
  /** One next step. */
  readonly hint: string | undefined;

  /** @param found What was found, as the end of a sentence that starts with the import. */
  constructor(found: string, hint?: string) {
    super(found);
    this.hint = hint;
  }
}

const AVAILABLE = `Available by name are "tessera", "zod" and Node's built-ins as "node:…"; ` +
  `copy other code beside the module and import it as "./…"`;

/** The copies inside the executable, so that a module's schemas are instances of our classes. */
const EMBEDDED: Readonly<Record<string, () => string>> = {
  "tessera": () => import.meta.resolve("tessera"),
  "zod": () => import.meta.resolve("zod"),
  "zod/v4": () => import.meta.resolve("zod"),
};

/**
 * Resolves an import by Deno's rules: a relative path, absolute path or `file:` URL with its ending,
 * `node:` and `data:` URLs, and the two names that the executable holds. Does not look at the disk.
 *
 * @param specifier As it stands in the source.
 * @param referrer `file:` URL of the importing file.
 * @throws {ImportProblem} for everything else.
 */
export function resolveSpecifier(specifier: string, referrer: string): Resolved {
  if (Object.hasOwn(EMBEDDED, specifier)) {
    return { kind: "url", url: EMBEDDED[specifier]?.() ?? "" };
  }
  if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return resolveFile(specifier, referrer);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(specifier)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      throw bareProblem(specifier);
    case "data":
      return { kind: "url", url: specifier };
    case "node":
      if (isBuiltin(specifier)) return { kind: "url", url: specifier };
      throw new ImportProblem("there is no such built-in module", AVAILABLE);
    case "http":
    case "https":
      throw new ImportProblem(
        "modules are loaded without the network",
        'Download the file beside the module and import it as "./…"',
      );
    case "npm":
    case "jsr":
      throw new ImportProblem("packages are not installed when a module is loaded", AVAILABLE);
    default:
      throw new ImportProblem(`URLs with "${scheme}:" cannot be imported`, AVAILABLE);
  }
}

function resolveFile(specifier: string, referrer: string): Resolved {
  const url = URL.parse(specifier, referrer);
  if (url === null) throw new ImportProblem("it is not a valid path");
  // as in Deno, "#", "?" and "%" of a file's name are written percent-encoded
  url.search = "";
  url.hash = "";
  try {
    return { kind: "file", path: fileURLToPath(url) };
  } catch {
    throw new ImportProblem("it is not a valid path");
  }
}

function bareProblem(specifier: string): ImportProblem {
  if (isBuiltin(specifier)) {
    return new ImportProblem("it is a built-in module", `Write "node:${specifier}"`);
  }
  const [owner] = specifier.split("/");
  if (owner === "tessera" || owner === "zod") {
    return new ImportProblem(`only "${owner}" itself is available`, AVAILABLE);
  }
  if (/\.[cm]?[jt]s$|\.json$/.test(specifier)) {
    return new ImportProblem("it names a package", `Write "./${specifier}" for a file`);
  }
  return new ImportProblem("packages are not installed when a module is loaded", AVAILABLE);
}
