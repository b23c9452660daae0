/** Requests made up from the OpenAPI document of every example get the answers that it promises. */

import assert from "node:assert/strict";
import { startTessera } from "../e2e/support/servers.ts";
import { tempFolder } from "../e2e/support/temp_folder.ts";
import { needs } from "../requirements.ts";
import { runSchemathesis, type SchemathesisResult } from "./support/schemathesis.ts";
import { type Inputs, withGradientInputs, withInputs } from "./support/fixed_inputs.ts";
import type { JsonObject } from "./support/json_document.ts";
import { withWellFormedRequests } from "./support/well_formed_requests.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;
/** Requests of random content for each operation, besides those at the edges of its schema. */
const RANDOM_REQUESTS = 10;
/** Requests for each operation that have to be answered with a result. */
const WELL_FORMED_REQUESTS = 15;
/**
 * Without negative_data_rejection: like pydantic, Tessera reads numbers from texts ("2") and from true and false,
 * and arrays from bare lists, which the document does not say.
 */
const CONFORMANCE = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance"],
  ...["response_schema_conformance", "response_headers_conformance"],
];

/** Inputs that name something outside the request, where it has to be there for a result. */
const OUTSIDE: Readonly<Record<string, Inputs>> = {
  "file_io": { table: ["levels.csv"] },
  "required_files": { material: ["steel", "oak"] },
};

for (const name of typescriptExamples()) {
  Deno.test({
    name: `serve answers requests to ${name} that schemathesis makes up as its document says`,
    ...needs("executable", "schemathesis"),
    fn: () => answersAsDocumented(name),
  });
}

async function answersAsDocumented(example: string): Promise<void> {
  await using empty = await tempFolder();
  const files = `${EXAMPLES}${example}/inputs`;
  const inputPath = isThere(files) ? files : empty.path;
  // one that calls another calls none that is made up
  const callsAnother = example === "calls_another";
  await using called = callsAnother ? await startTessera(`${EXAMPLES}univariate`) : undefined;
  await using server = await startTessera(EXAMPLES + example, { inputPath });
  const response = await fetch(`${server.url}/openapi.json`);
  const target: Inputs = called === undefined ? {} : { target: [called.url] };
  const document = withInputs(await response.json(), target);
  const [anything, wellFormed] = await Promise.all([
    sendAnything(server.url, withGradientInputs(document, await ownInputs(example))),
    sendWellFormed(server.url, withInputs(document, OUTSIDE[example] ?? {})),
  ]);
  for (const { code, output } of [anything, wellFormed]) assert.equal(code, 0, output);
  assertAnswered(wellFormed);
  assert.doesNotMatch(server.process.stderr, /A worker/);
}

/**
 * Whatever comes, the answer is one of those in the document: to what is just within the schemas or just outside,
 * and to random content. Gradients get their inputs from the example, to save time: apply gets any.
 */
async function sendAnything(url: string, document: JsonObject): Promise<SchemathesisResult> {
  const args = ["--phases", "coverage,fuzzing", "--max-examples", String(RANDOM_REQUESTS)];
  return await runSchemathesis({ document, url, checks: CONFORMANCE, args });
}

/** What can be computed is computed. */
async function sendWellFormed(url: string, document: JsonObject): Promise<SchemathesisResult> {
  return await runSchemathesis({
    document: withWellFormedRequests(document),
    url,
    checks: [...CONFORMANCE, "positive_data_acceptance"],
    args: [
      ...["--phases", "fuzzing", "--mode", "positive"],
      ...["--max-examples", String(WELL_FORMED_REQUESTS)],
    ],
  });
}

function assertAnswered({ accepted, output }: SchemathesisResult): void {
  for (const [operation, count] of Object.entries(accepted)) {
    const least = operation.startsWith("POST") ? WELL_FORMED_REQUESTS / 2 : 1;
    assert.ok(count >= least, `${operation}: only ${count} requests were answered\n${output}`);
  }
  assert.ok("POST /apply" in accepted, output);
}

async function ownInputs(example: string): Promise<JsonObject> {
  return JSON.parse(await Deno.readTextFile(`${EXAMPLES}${example}/inputs.json`)).inputs;
}

function typescriptExamples(): string[] {
  return Array.from(Deno.readDirSync(EXAMPLES), ({ name }) => name)
    .filter((name) => isThere(`${EXAMPLES}${name}/tesseract_api.ts`));
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
