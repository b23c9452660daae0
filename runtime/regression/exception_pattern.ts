/** Regular expressions of test specs, which are written for Python. @module */

/** Python's inline flags that have a counterpart. */
const FLAGS: Readonly<Record<string, string>> = { i: "i", m: "m", s: "s", a: "", u: "" };

/**
 * Reads a pattern of Python's `re`: leading inline flags, named groups and the anchors `\A` and
 * `\Z` are translated, the rest is the same in JavaScript.
 *
 * @returns The expression, or undefined when it is none.
 */
export function parsePattern(source: string): RegExp | undefined {
  const inline = /^\(\?([a-z]+)\)/.exec(source);
  let flags = "u";
  for (const letter of inline?.[1] ?? "") {
    const flag = FLAGS[letter];
    if (flag === undefined) return undefined;
    if (!flags.includes(flag)) flags += flag;
  }
  const body = source.slice(inline?.[0].length ?? 0)
    .replace(/\\A|\\Z|\(\?P<|\(\?P=(\w+)\)|\\[^]/g, (piece, name: string | undefined) => {
      if (piece === "\\A") return "(?<![^])";
      if (piece === "\\Z") return "(?![^])";
      if (piece === "(?P<") return "(?<";
      return name === undefined ? piece : `\\k<${name}>`;
    });
  // Python allows needless backslashes, which JavaScript refuses in Unicode mode.
  return compile(body, flags) ?? compile(body, flags.replace("u", ""));
}

function compile(body: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(body, flags);
  } catch {
    // The constructor is the only parser of expressions there is; its refusal is the answer.
    return undefined;
  }
}
