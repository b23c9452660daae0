/** The AWS configuration and credentials files: sections of settings, some with settings of their own. @module */

/** Settings of a section; one of a nested block is named `block.setting`. Names are in lower case. */
export type Section = ReadonlyMap<string, string>;

/**
 * Reads the text of `~/.aws/config` or `~/.aws/credentials`.
 *
 * @returns Sections by the text between their brackets, blanks made single: `default`, `profile lab`.
 */
export function parseProfileFile(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let block = "";
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const heading = /^\[\s*(.+?)\s*\]/.exec(line)?.[1]?.replace(/\s+/g, " ").replaceAll('"', "");
    if (heading !== undefined) {
      section = sections.get(heading) ?? new Map();
      sections.set(heading, section);
      block = "";
      continue;
    }
    const [, indent = "", key = "", value = ""] = /^(\s*)([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ??
      [];
    if (key === "") continue;
    const name = key.toLowerCase();
    if (indent === "") block = name;
    section.set(indent === "" ? name : `${block}.${name}`, value);
  }
  return sections;
}

/** Reads such a file; one that is missing has no sections. */
export async function readProfileFile(path: string): Promise<ReadonlyMap<string, Section>> {
  try {
    return parseProfileFile(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
}
