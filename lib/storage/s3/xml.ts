/** The XML that S3 services answer with: elements and text, no attributes, no document types. @module */

/** An element: its text, trimmed by nobody, and the elements in it. */
export interface XmlElement {
  /** Local name; a namespace prefix is dropped. */
  readonly name: string;
  /** Text directly in it. */
  readonly text: string;
  /** Elements directly in it, in order. */
  readonly children: readonly XmlElement[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/<>!?]+)[^<>]*?(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};
const MAX_DEPTH = 32;

/**
 * Reads a document and gives its root element.
 *
 * @throws {SyntaxError} for anything else than well-formed elements, text, comments and CDATA.
 */
export function parseXml(document: string): XmlElement {
  const root = { name: "", text: "", children: [] as XmlElement[] };
  const open = [root];
  let at = 0;
  for (const token of document.replace(/^\uFEFF/, "").matchAll(TOKEN)) {
    const [whole, cdata, slash, name, selfClosing, text] = token;
    const current = open.at(-1) ?? root;
    if (cdata !== undefined) current.text += cdata;
    else if (text !== undefined) current.text += decodeEntities(text);
    else if (name !== undefined && slash === "") {
      const element = { name: localName(name), text: "", children: [] };
      current.children.push(element);
      if (selfClosing === "") open.push(element);
      if (open.length > MAX_DEPTH) {
        throw new SyntaxError("Cannot read XML: it is nested too deeply");
      }
    } else if (name !== undefined) {
      if (open.length === 1 || current.name !== localName(name)) throw malformed(token.index);
      open.pop();
    }
    at = token.index + whole.length;
  }
  const [element] = root.children;
  const isWhole = at === document.replace(/^\uFEFF/, "").length && open.length === 1;
  if (!isWhole || element === undefined || root.children.length > 1) throw malformed(at);
  return element;
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The text of the first child of that name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text;
}

/** Text as it may stand in an element. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return ENTITIES[entity] ?? whole;
    const isHex = entity[1] === "x" || entity[1] === "X";
    const point = Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return point <= 0x10FFFF ? String.fromCodePoint(point) : whole;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function malformed(at: number): SyntaxError {
  return new SyntaxError(`Cannot read XML: it is malformed at character ${at}`);
}
