/** Which encoding the arrays of a request came in. @module */

/** The name of an encoding, as a format of responses. */
export type ArrayEncodingName = "json+base64" | "json+binref";

const URL_BUFFER = /"buffer"\s*:\s*"[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The encoding to answer in where a client states none: that of its own arrays, as named in a JSON text.
 *
 * A client whose arrays lie at URLs shares no folder with the server, so it gets base64.
 *
 * @returns Nothing for a text without encoded arrays.
 */
export function arrayEncodingIn(text: string): ArrayEncodingName | undefined {
  const at = text.indexOf('"encoding"');
  if (at === -1) return undefined;
  const found = /"encoding"\s*:\s*"(base64|binref)"/.exec(text);
  if (found === null) return undefined;
  return found[1] === "base64" || URL_BUFFER.test(text) ? "json+base64" : "json+binref";
}
