/**
 * The fenced snippets of a Markdown page, and what a reader does with each.
 *
 * | fence                                | what is done                                               |
 * | ------------------------------------ | ---------------------------------------------------------- |
 * | `sh`, `python`                       | run; must end with 0, or with N where it says `exit=N`     |
 * | `text`, `json output`                | compared with what the snippet before it printed           |
 * | any of `sh python ts json file=PATH` | saved under that path                                      |
 * | any with `not-run: REASON`           | nothing; it comes last in the line                         |
 *
 * Everything else is a mistake of the page. The word `ignore` is for `deno test --doc` and means nothing here. In
 * expected text `…` stands for anything within a line, alone in its line for any number of lines.
 *
 * @module
 */

/** What a program is expected to print. */
export interface ExpectedOutput {
  readonly as: "text" | "json";
  readonly text: string;
}

/** What a reader does with one snippet. */
export type Step =
  | { readonly act: "save"; readonly at: string; readonly file: string; readonly text: string }
  | {
    readonly act: "run";
    readonly at: string;
    readonly language: "sh" | "python";
    readonly text: string;
    readonly exitCode: number;
    output: ExpectedOutput | undefined;
  }
  | { readonly act: "skip"; readonly at: string; readonly reason: string };

interface Fence {
  /** `docs/modules.md:12`. */
  readonly at: string;
  readonly info: string;
  readonly text: string;
}

const SAVED: readonly string[] = ["sh", "python", "ts", "json"];

/**
 * The steps of a page, in its order.
 *
 * @param path What messages call the page.
 * @throws {SyntaxError} For a fence that does not say what it is.
 */
export function readSteps(path: string, markdown: string): Step[] {
  const steps: Step[] = [];
  for (const fence of fencesOf(path, markdown)) {
    const output = outputOf(fence);
    if (output === undefined) {
      steps.push(stepOf(fence));
      continue;
    }
    const before = steps.at(-1);
    if (before?.act !== "run" || before.output !== undefined) {
      throw mistake(fence, "shows an output, but no snippet that is run stands before it");
    }
    before.output = output;
  }
  return steps;
}

/** Whether a program printed what a page shows. */
export function isAsShown(printed: string, { as, text }: ExpectedOutput): boolean {
  if (as === "text") return patternOf(text).test(`${printed.trimEnd()}\n`);
  try {
    return isEqualJson(JSON.parse(printed), JSON.parse(text));
  } catch {
    return false;
  }
}

function stepOf(fence: Fence): Step {
  const { at, text } = fence;
  const [head = "", reason] = fence.info.split(/\s*not-run:\s*/, 2);
  if (reason !== undefined) {
    if (reason === "") throw mistake(fence, "is not run, but does not say why");
    return { act: "skip", at, reason };
  }
  const [kind = "", ...words] = head.split(/\s+/);
  const attributes = new Map(
    words.filter((word) => word !== "ignore").map((word) => {
      const [name = "", value = ""] = word.split("=", 2);
      return [name, value] as const;
    }),
  );
  const file = take(attributes, "file");
  const exit = take(attributes, "exit");
  if (attributes.size > 0) throw mistake(fence, `has the unknown words "${words.join(" ")}"`);
  if (file !== undefined && exit === undefined && SAVED.includes(kind)) {
    return { act: "save", at, file, text };
  }
  if (file === undefined && (kind === "sh" || kind === "python")) {
    return { act: "run", at, language: kind, text, exitCode: Number(exit ?? 0), output: undefined };
  }
  throw mistake(fence, "is neither run, nor saved, nor an output, nor marked with not-run: REASON");
}

function outputOf({ info, text }: Fence): ExpectedOutput | undefined {
  if (info === "text") return { as: "text", text };
  return info === "json output" ? { as: "json", text } : undefined;
}

function take(attributes: Map<string, string>, name: string): string | undefined {
  const value = attributes.get(name);
  attributes.delete(name);
  return value === "" ? undefined : value;
}

function fencesOf(path: string, markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { at: string; info: string; lines: string[] } | undefined;
  markdown.split("\n").forEach((line, index) => {
    const at = `${path}:${index + 1}`;
    if (open !== undefined && line === "```") {
      fences.push({ at: open.at, info: open.info, text: open.lines.join("\n") + "\n" });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (line.startsWith("```")) open = { at, info: line.slice(3).trim(), lines: [] };
    else if (/^\s*(```|~~~)/.test(line)) {
      throw new SyntaxError(`${at}: found an indented fence or one of ~~~, expected \`\`\``);
    }
  });
  if (open !== undefined) throw new SyntaxError(`${open.at}: the fence has no end`);
  return fences;
}

function patternOf(text: string): RegExp {
  const lines = text.trimEnd().split("\n").map((line) => {
    if (line.trim() === "…") return "(?:.*\n)*";
    return line.trimEnd().split("…").map((part) => RegExp.escape(part)).join(".*") + "\n";
  });
  return new RegExp(`^${lines.join("")}$`);
}

function isEqualJson(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return one === other;
  }
  const [ours, theirs] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return Array.isArray(one) === Array.isArray(other) && ours.size === theirs.size &&
    [...ours].every(([key, value]) => theirs.has(key) && isEqualJson(value, theirs.get(key)));
}

function mistake({ at, info }: Fence, what: string): SyntaxError {
  return new SyntaxError(`${at}: the fence \`\`\`${info} ${what}`);
}
