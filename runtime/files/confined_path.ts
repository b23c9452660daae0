/** Paths that must stay inside a folder, links followed. @module */

import { basename, dirname, join, resolve, sep } from "node:path";

/** More links in a row than any real path has; a circle of links ends here. */
const MAX_LINKS = 40;

/**
 * The absolute path with all links followed. What does not exist yet is kept as it is, so that the
 * result says where a file would be made.
 *
 * @throws {Deno.errors.PermissionDenied} When a folder on the way cannot be searched.
 * @throws {Deno.errors.FilesystemLoop} When links lead in a circle.
 */
export function followLinks(path: string): string {
  return follow(resolve(path), MAX_LINKS);
}

/** Whether a path is a folder itself or lies in it; both must be absolute and without links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The path of something that a relative or absolute path means from within a folder.
 *
 * @returns Absolute and without links; undefined when it is not inside the folder.
 */
export function resolveInside(folder: string, path: string): string | undefined {
  const root = followLinks(folder);
  const absolute = resolve(folder, path);
  // first by its text: whether something outside exists is nobody's business
  if (!isInside(absolute, resolve(folder)) && !isInside(absolute, root)) return undefined;
  const real = followLinks(absolute);
  return isInside(real, root) ? real : undefined;
}

/** Whether the error of a file operation says that there is nothing at the path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function follow(path: string, linksLeft: number): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const target = linkTarget(path);
  if (target !== undefined) {
    if (linksLeft === 0) throw new Deno.errors.FilesystemLoop(`Too many links: ${path}`);
    return follow(target, linksLeft - 1);
  }
  const parent = dirname(path);
  return parent === path ? path : join(follow(parent, linksLeft), basename(path));
}

/** Where a link without an end points to. */
function linkTarget(path: string): string | undefined {
  try {
    return resolve(dirname(path), Deno.readLinkSync(path));
  } catch {
    return undefined; // no link, or nothing at all
  }
}
