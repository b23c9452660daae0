/** Source text as a URL that can be imported. @module */

/**
 * A `data:` URL of JavaScript, in the very form that the engine keeps it in (messages repeat it).
 *
 * Only what a URL or a quoted import of it cannot hold is encoded, so that URLs inside URLs grow
 * little.
 *
 * @param tag Goes in front of the code, where it tells apart files that begin alike even when the rest of the
 * URL is cut off: letters and digits.
 */
export function dataUrl(code: string, tag = ""): string {
  const text = code.replace(
    /[%#?"'\\\n\r\t]|[^\x20-\x7e]+/g,
    (found) => found === "'" ? "%27" : encodeURIComponent(found),
  );
  return `data:text/javascript;charset=utf-8${tag === "" ? "" : `;file=${tag}`},${text.trimEnd()}`;
}
