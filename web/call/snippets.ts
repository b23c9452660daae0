/** The same call for a terminal and for programs. @module */

import { ArrayArgument, type RequestValue } from "../form/request_value.ts";
import { isListable, jsonLists } from "../arrays/envelope.ts";
import { joined, writeJson } from "./write_json.ts";

/** A call to write down. */
export interface SnippetCall {
  /** Base URL of the server, with a slash at the end. */
  readonly base: string;
  readonly endpoint: string;
  readonly request: RequestValue;
  readonly needsToken: boolean;
}

/** Languages in which a call is shown. */
export const LANGUAGES = ["curl", "Python", "TypeScript"] as const;

/** One of them. */
export type Language = (typeof LANGUAGES)[number];

/** Longer requests go into a file, which the page offers; nobody reads or edits them in a terminal. */
const MAX_INLINE_CHARS = 4_000;

/** Name of the file that a long request is saved in. */
export const REQUEST_FILE = "request.json";

/** The call in a language. */
export function snippet(language: Language, call: SnippetCall): string {
  switch (language) {
    case "curl":
      return curl(call);
    case "Python":
      return python(call);
    case "TypeScript":
      return typescript(call);
  }
}

/** Whether a call in this language reads the request from a file. */
export function usesFile(language: Language, request: RequestValue): boolean {
  if (language === "Python") return false;
  return hasLongArray(request) || writeJson(request).length > MAX_INLINE_CHARS;
}

/** Found without writing the array, which may have many megabytes. */
function hasLongArray(value: RequestValue): boolean {
  if (value instanceof ArrayArgument) return !isListable(value.array);
  return typeof value === "object" && value !== null && Object.values(value).some(hasLongArray);
}

function curl({ base, endpoint, request, needsToken }: SnippetCall): string {
  const data = usesFile("curl", request)
    ? `@${REQUEST_FILE}`
    : `'${writeJson(request).replaceAll("'", `'\\''`)}'`;
  const token = needsToken ? [`-H "Authorization: Bearer $TESSERA_TOKEN"`] : [];
  return [
    `curl '${base}${endpoint}'`,
    ...token,
    "-H 'Content-Type: application/json'",
    `--data-binary ${data}`,
  ].join(" \\\n  ");
}

function typescript({ base, endpoint, request, needsToken }: SnippetCall): string {
  const isFile = usesFile("TypeScript", request);
  const body = isFile
    ? `await readFile("${REQUEST_FILE}", "utf8")`
    : `JSON.stringify(${writeJson(request, "  ")})`;
  const headers = [
    `"content-type": "application/json"`,
    ...(needsToken ? ["authorization: `Bearer ${process.env.TESSERA_TOKEN}`"] : []),
  ];
  const imports = [
    ...(isFile ? [`import { readFile } from "node:fs/promises";`] : []),
    ...(needsToken ? [`import process from "node:process";`] : []),
  ];
  return [
    ...imports,
    ...(imports.length > 0 ? [""] : []),
    `const response = await fetch("${base}${endpoint}", {`,
    `  method: "POST",`,
    `  headers: { ${headers.join(", ")} },`,
    `  body: ${body},`,
    "});",
    "if (!response.ok) throw new Error(await response.text());",
    "const result = await response.json();",
  ].join("\n");
}

function python({ base, endpoint, request, needsToken }: SnippetCall): string {
  const args = typeof request === "object" && request !== null && !Array.isArray(request) &&
      !(request instanceof ArrayArgument)
    ? Object.values(request as Record<string, RequestValue>)
    : [request];
  const names = pythonNames(request);
  const texts = args.map((arg, index) => {
    const text = pythonLiteral(arg, args.length > 1 ? "    " : "");
    return index === 0 ? text : `${names[index]}=${text}`;
  });
  const usesNumpy = texts.some((text) => /\bnp\./.test(text));
  const url = needsToken
    ? `f"${base.replace(/\/$/, "").replace("://", "://any:{os.environ['TESSERA_TOKEN']}@")}"`
    : `"${base.replace(/\/$/, "")}"`;
  return [
    ...(needsToken ? ["import os"] : []),
    ...(usesNumpy ? ["import numpy as np"] : []),
    "from tesseract_core import Tesseract  # pip install tesseract-core",
    "",
    `module = Tesseract.from_url(${url})`,
    `result = module.${endpoint}(${texts.length > 1 ? "\n    " : ""}${texts.join(",\n    ")}${
      texts.length > 1 ? ",\n" : ""
    })`,
  ].join("\n");
}

function pythonNames(request: RequestValue): string[] {
  return typeof request === "object" && request !== null ? Object.keys(request) : [];
}

function pythonLiteral(value: RequestValue, indent = ""): string {
  if (value instanceof ArrayArgument) return pythonArray(value);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    return joined("[", value.map((item) => pythonLiteral(item, inner)), "]", {
      indent,
      step: "    ",
    });
  }
  const parts = Object.entries(value as Record<string, RequestValue>)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item, inner)}`);
  return joined("{", parts, "}", { indent, step: "    " });
}

function pythonArray({ array, type, fileName }: ArrayArgument): string {
  if (!isListable(array)) {
    const name = fileName?.replace(/\.\w+$/, "").replaceAll(/[^\w.-]+/g, "_") ?? "array";
    return `np.load("${name}.npy")`;
  }
  const lists = jsonLists(array).replaceAll(/\n\s*/g, " ").replaceAll('"', "")
    .replaceAll("true", "True").replaceAll("false", "False");
  if (array.shape.length === 0) return lists;
  return `np.array(${lists}, dtype="${type.dtype ?? array.dtype}")`;
}
