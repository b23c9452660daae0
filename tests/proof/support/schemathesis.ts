/** Running schemathesis, which sends requests made up from an OpenAPI document and judges the answers. @module */

import { z } from "zod";
import { schemathesisPath } from "../../requirements.ts";
import { tempFolder } from "../../e2e/support/temp_folder.ts";
import type { JsonObject } from "./json_document.ts";

const LIMIT_MS = 90_000;

/** What to send, and what to look at. */
export interface SchemathesisOptions {
  /** The document; that of the server, or one that admits less. */
  readonly document: JsonObject;
  /** Base URL of the server. */
  readonly url: string;
  readonly checks: readonly string[];
  /** More of the command line. */
  readonly args: readonly string[];
}

/** What came of it. */
export interface SchemathesisResult {
  /** 0 when no check failed and every request could be made. */
  readonly code: number;
  readonly output: string;
  /** How many made-up requests were answered with 2xx, by operation, such as "POST /apply". */
  readonly accepted: Readonly<Record<string, number>>;
}

const Report = z.object({
  valid_rates: z.record(
    z.string(),
    z.record(z.string(), z.object({ accepted: z.int().nonnegative() })),
  ),
});

/**
 * Runs `schemathesis run` in a folder of its own, with the same random numbers every time.
 *
 * JSON is asked for in every request: the document declares the header as any text, and no other encoding as an
 * answer's, like that of tesseract-core. What comes of other texts is therefore not in it: 406, or another
 * encoding. They have tests of their own (tests/e2e/corpus/negotiation.ts).
 */
export async function runSchemathesis(options: SchemathesisOptions): Promise<SchemathesisResult> {
  await using folder = await tempFolder();
  const [document, report] = [`${folder.path}/openapi.json`, `${folder.path}/report.json`];
  await Deno.writeTextFile(document, JSON.stringify(options.document));
  const { code, stdout, stderr } = await new Deno.Command(schemathesisPath(), {
    args: [
      ...["run", document, "--url", options.url, "--header", "Accept: application/json"],
      ...["--checks", options.checks.join(","), "--seed", "1", "--generation-database", "none"],
      ...["--report", "json", "--report-json-path", report, "--no-color", ...options.args],
    ],
    cwd: folder.path,
    env: { NO_PROXY: "127.0.0.1" },
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout) + decoder.decode(stderr);
  return { code, output, accepted: await acceptedRequests(report, output) };
}

async function acceptedRequests(report: string, output: string): Promise<Record<string, number>> {
  let text: string;
  try {
    text = await Deno.readTextFile(report);
  } catch (cause) {
    throw new Error(`Cannot find a report of schemathesis: it wrote\n${output}`, { cause });
  }
  const { valid_rates: rates } = Report.parse(JSON.parse(text));
  return Object.fromEntries(
    Object.entries(rates).map(([operation, phases]) => [
      operation,
      Object.values(phases).reduce((sum, { accepted }) => sum + accepted, 0),
    ]),
  );
}
