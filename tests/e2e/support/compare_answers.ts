/** What differs between our answer to a request and upstream's. @module */

import { join } from "node:path";
import type { RequestCase } from "../corpus/request_case.ts";
import { compareJson, withoutIds } from "./compare_json.ts";
import { inWordsOf, neutral } from "./error_words.ts";
import { isJsonObject, type JsonTree, readJson } from "./json_tree.ts";
import { openapiView } from "./openapi_view.ts";
import type { RawAnswer } from "./raw_http.ts";
import { withoutServerFrames } from "./traceback.ts";

/** An answer, and where its server writes files. */
export interface ServedAnswer extends RawAnswer {
  readonly outputPath: string;
}

/** How bodies are compared. */
export interface CompareAnswersOptions {
  /** Letter by letter, but for random ids: both answers come from the same libraries. */
  readonly isExact?: boolean;
}

/** Gives one line for each difference that the case does not declare. */
export function compareAnswers(
  asked: RequestCase,
  ours: ServedAnswer,
  theirs: ServedAnswer,
  { isExact = false }: CompareAnswersOptions = {},
): string[] {
  const found = [
    ...compareText("status", ours.status, theirs.status),
    ...compareText("content type", type(ours), type(theirs)),
    ...compareText("allow", allowed(ours), allowed(theirs)),
    ...compareText("location", location(ours), location(theirs)),
    ...(isExact ? compareExactly(ours, theirs) : compareBodies(asked, ours, theirs)),
  ];
  return asked.differs === undefined ? found : checkDifference(asked.differs, found, ours);
}

/** A declared difference has to be there, as declared. */
function checkDifference(
  difference: NonNullable<RequestCase["differs"]>,
  found: readonly string[],
  ours: ServedAnswer,
): string[] {
  if (found.length === 0) return [`no difference, although ${difference.id} declares one`];
  const problems = compareText("status", ours.status, difference.status);
  if (difference.types === undefined) return problems;
  return [...problems, ...compareText("types", errorTypes(ours).join(), difference.types.join())];
}

function errorTypes({ body }: ServedAnswer): unknown[] {
  const tree = readJson(body);
  const detail = isJsonObject(tree) ? tree.detail : undefined;
  return Array.isArray(detail) ? detail.map((item) => isJsonObject(item) ? item.type : item) : [];
}

function compareText(what: string, ours: unknown, theirs: unknown): string[] {
  return ours === theirs ? [] : [`${what}: ${ours}, expected ${theirs}`];
}

function type({ headers }: RawAnswer): string | undefined {
  return headers["content-type"];
}

function allowed({ headers }: RawAnswer): string | undefined {
  // see HEAD in differences.ts
  return headers.allow?.split(/,\s*/).filter((name) => name !== "HEAD").join(", ");
}

function location({ headers }: RawAnswer): string | undefined {
  const target = headers.location;
  return target === undefined ? undefined : new URL(target, "http://any").pathname;
}

function compareExactly(ours: ServedAnswer, theirs: ServedAnswer): string[] {
  const [first, second] = [comparable(ours.body), comparable(theirs.body)];
  if (first === second) return compareFiles(ours, theirs);
  let at = 0;
  while (first[at] === second[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 200));
  return [`body from letter ${at}: …${around(first)}, expected …${around(second)}`];
}

function comparable(body: string): string {
  return withoutIds(
    /^[ +]*(Exception Group )?Traceback /.test(body) ? withoutServerFrames(body) : body,
  );
}

function compareBodies(asked: RequestCase, ours: ServedAnswer, theirs: ServedAnswer): string[] {
  if (!(type(theirs) ?? "").startsWith("application/json")) {
    return compareText("body", ours.body, theirs.body);
  }
  if (ours.body === theirs.body) return compareFiles(ours, theirs);
  let tree: JsonTree;
  try {
    tree = readJson(ours.body);
  } catch (error) {
    return [`body: ${error}: ${ours.body.slice(0, 300)}`];
  }
  const expected = readJson(theirs.body);
  const differences = asked.path === "/openapi.json"
    ? compareJson(openapiView(tree), openapiView(expected), asked)
    : compareJson(inWordsOf(tree, expected), neutral(expected), asked);
  return differences.length > 0 ? differences : compareFiles(ours, theirs);
}

function compareFiles(ours: ServedAnswer, theirs: ServedAnswer): string[] {
  if (theirs.status !== 200 || !theirs.body.includes('"binref"')) return [];
  const first = filesOf(readJson(ours.body), ours.outputPath);
  const second = filesOf(readJson(theirs.body), theirs.outputPath);
  return compareText("files", JSON.stringify(first), JSON.stringify(second));
}

/** The content of every file that an answer refers to, in hexadecimal; arrays of the corpus are small. */
function filesOf(tree: JsonTree | undefined, outputPath: string): string[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => filesOf(item, outputPath));
  if (!isJsonObject(tree)) return [];
  if (tree.encoding !== "binref" || typeof tree.buffer !== "string") {
    return Object.values(tree).flatMap((item) => filesOf(item, outputPath));
  }
  const [path = ""] = tree.buffer.split(":");
  return [Deno.readFileSync(join(outputPath, path)).toHex()];
}
