/** The doc comments of a module's functions, for the descriptions in its OpenAPI document. @module */

const COMMENT = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\s*`;
const DECLARATION = String.raw`(?:async\s+)?(?:function\s*\*?|const|let|var)\s*`;

/**
 * The text of the doc comment before each exported function, without its stars and its tags.
 *
 * @param source What the user wrote.
 * @param names Functions to look for; one without a doc comment is left out.
 */
export function docComments(source: string, names: Iterable<string>): Record<string, string> {
  const docs: Record<string, string> = {};
  for (const name of names) {
    const local = localName(source, name);
    const isExported = local === name ? String.raw`(?:export\s+)?` : "";
    const pattern = new RegExp(`${COMMENT}${isExported}${DECLARATION}${escape(local)}(?![$\\w])`);
    const [, body] = pattern.exec(source) ?? [];
    const text = body === undefined ? "" : commentText(body);
    if (text !== "") docs[name] = text;
  }
  return docs;
}

/** The `f` of `export { f as apply }`. */
function localName(source: string, name: string): string {
  const renamed = new RegExp(`export\\s*\\{[^}]*?([$\\w]+)\\s+as\\s+${escape(name)}\\s*[,}]`);
  return renamed.exec(source)?.[1] ?? name;
}

function commentText(body: string): string {
  const lines = body.split(/\r?\n/).map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  const tag = lines.findIndex((line) => /^\s*@\w/.test(line));
  return (tag === -1 ? lines : lines.slice(0, tag)).join("\n").trim();
}

function escape(name: string): string {
  return name.replaceAll("$", "\\$");
}
