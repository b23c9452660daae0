/** Locations of files: a path, or text that starts with `scheme://`. @module */

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const URLS_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>()]+/gi;
/** Schemes in which `?` begins a query; in an S3 key it is a character like any other. */
const WITH_QUERY = new Set(["http", "https", "ftp"]);
const HIDDEN = "***";

/** The scheme of a location in lower case; `undefined` for a plain path. */
export function findScheme(location: string): string | undefined {
  return SCHEME.exec(location)?.[1]?.toLowerCase();
}

/** Whether a location names something on another machine, as opposed to a path or a `file://` URL. */
export function isRemote(location: string): boolean {
  return !["file", undefined].includes(findScheme(location));
}

/** The folder that holds a file, without a slash at its end; a web address loses its query. */
export function folderOfLocation(location: string): string {
  const scheme = findScheme(location);
  const path = scheme === "http" || scheme === "https"
    ? location.replace(/[?#].*$/s, "")
    : location;
  const start = scheme === undefined ? 0 : scheme.length + 3;
  const slash = path.lastIndexOf("/");
  return slash < start ? path : path.slice(0, slash);
}

/** The location of a file below a folder on another machine, from an unescaped relative name. */
export function joinLocation(folder: string, name: string): string {
  const parts = name.split("/");
  const isPlain = findScheme(folder) === "s3";
  return `${folder}/${(isPlain ? parts : parts.map(encodeURIComponent)).join("/")}`;
}

/**
 * A location that can be shown: the password before `@` and everything after `?` are hidden, because
 * presigned URLs carry their signature there.
 */
export function redactLocation(location: string): string {
  const scheme = findScheme(location);
  if (scheme === undefined || scheme === "file") return location;
  const start = scheme.length + 3;
  const rest = location.slice(start);
  const hostEnd = /[/?#]|$/.exec(rest)?.index ?? rest.length;
  const host = rest.slice(0, hostEnd).replace(
    /^([^@:]*)(:.*)?@/s,
    (_, user, password) => password === undefined ? `${user}@` : `${user}:${HIDDEN}@`,
  );
  return location.slice(0, start) + host +
    (WITH_QUERY.has(scheme) ? hideQuery(rest.slice(hostEnd)) : rest.slice(hostEnd));
}

/** Text in which every URL is redacted. */
export function redactText(text: string): string {
  return text.replaceAll(URLS_IN_TEXT, (url) => redactLocation(url));
}

function hideQuery(path: string): string {
  const query = path.indexOf("?");
  return query < 0 ? path : `${path.slice(0, query)}?${HIDDEN}`;
}
