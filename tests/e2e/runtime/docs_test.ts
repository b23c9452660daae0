/** Everything that the documentation tells a reader to do works, and every reference in it leads somewhere. */

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { EXIT } from "../../../lib/cli/exit.ts";
import { needs, type RequirementName } from "../../requirements.ts";
import { DocReader } from "../support/doc_reader.ts";
import { readSteps } from "../support/doc_snippets.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const SKIPPED_FOLDERS = new Set([".git", ".cache", "dist", "node_modules", "coverage"]);
const LINK = /\]\(([^)\s]+)\)/g;
/** `docs/wire-format.md, "Paths"`, perhaps over two lines of a comment. */
const REFERENCE = /\bdocs\/[\w./-]+\.md\b(?:,(?:\s|\*|\/\/|#)+"([^"]+)")?/g;

const FILES = projectFiles(ROOT);
const PAGES = FILES.filter((path) => path.endsWith(".md"));
/** The pages that are followed to the letter. */
const FOLLOWED = PAGES.filter((path) => /^(README\.md|docs\/|examples\/)/.test(path));

for (const page of FOLLOWED) {
  const text = Deno.readTextFileSync(ROOT + page);
  if (!/^```/m.test(text)) continue;
  const wanted: RequirementName[] = ["executable"];
  if (/^```python/m.test(text) || page.startsWith("examples/python/")) wanted.push("upstream");
  if (/^curl /m.test(text)) wanted.push("curl");
  Deno.test({
    name: `the snippets of ${page} do what it says`,
    ...needs(...wanted),
    fn: (context) => followPage(page, text, context),
  });
}

Deno.test("every fence of the documentation says what it is", () => {
  for (const page of FOLLOWED) readSteps(page, Deno.readTextFileSync(ROOT + page));
});

Deno.test("docs/errors.md lists every exit code", () => {
  const text = Deno.readTextFileSync(`${ROOT}docs/errors.md`);
  const [, section = ""] = /^## Exit codes$([^]*?)^## /m.exec(text) ?? [];
  const listed = Array.from(section.matchAll(/^\| (\d+) /gm), ([, code]) => Number(code));
  assert.deepEqual(listed, Object.values(EXIT));
});

Deno.test("every link of the documentation leads to a file and a heading", () => {
  const broken: string[] = [];
  for (const page of PAGES) {
    for (const [, target = ""] of withoutFences(page).matchAll(LINK)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#", 2);
      const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
      const isThere = anchor === undefined
        ? exists(file)
        : headingsOf(file).map(anchorOf).includes(anchor);
      if (!isThere) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("every page and section that a file refers to is there", () => {
  const broken: string[] = [];
  for (const path of FILES.filter((path) => /\.(ts|js|py|md|json|sh|ya?ml)$/.test(path))) {
    // these describe references, or make pages of their own
    if (path.startsWith("tests/e2e/") || path === "deno.lock") continue;
    for (const [reference, heading] of Deno.readTextFileSync(ROOT + path).matchAll(REFERENCE)) {
      const [page = ""] = reference.split(",", 1);
      const words = heading?.replaceAll(/\s+\*?\s*/g, " ");
      const isThere = words === undefined ? exists(page) : headingsOf(page).includes(words);
      if (!isThere) broken.push(`${path}: ${reference}`);
    }
  }
  assert.deepEqual(broken, []);
});

async function followPage(page: string, text: string, context: Deno.TestContext): Promise<void> {
  await using reader = await DocReader.open();
  for (const step of readSteps(page, text)) {
    const isDone = await context.step(`${step.at} ${step.act}`, () => reader.follow(step));
    if (!isDone) return; // what follows builds on it
  }
}

function headingsOf(page: string): string[] {
  if (!exists(page)) return [];
  const headings = withoutFences(page).matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, heading = ""]) => heading.replaceAll("`", ""));
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}

function withoutFences(page: string): string {
  return Deno.readTextFileSync(ROOT + page).replaceAll(/^```[^]*?^```$/gm, "");
}

function exists(path: string): boolean {
  return existsAt(ROOT + path);
}

function existsAt(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function projectFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (!isDirectory) return [relative(ROOT, join(folder, name))];
    return SKIPPED_FOLDERS.has(name) ? [] : projectFiles(join(folder, name));
  }).sort();
}
