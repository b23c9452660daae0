/** Which encoding the arrays of a request came in. @module */

/** The name of an encoding, as a format of responses. */
export type ArrayEncodingName = "json+base64" | "json+binref";

/** The encoding named in a JSON text, if it holds encoded arrays. */
export function arrayEncodingIn(text: string): ArrayEncodingName | undefined {
  const at = text.indexOf('"encoding"');
  if (at === -1) return undefined;
  const found = /"encoding"\s*:\s*"(base64|binref)"/.exec(text);
  if (found === null) return undefined;
  return found[1] === "base64" ? "json+base64" : "json+binref";
}
