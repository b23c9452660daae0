/** The modules in Python that both servers serve, and what they are asked. @module */

import { abstractRequests, abstractZoo } from "./abstract_requests.ts";
import { casting } from "./casting.ts";
import { debugRequests } from "./debug_requests.ts";
import type { REASONS } from "./differences.ts";
import { echoes } from "./echo_requests.ts";
import { encodings } from "./encodings.ts";
import { exampleRequests } from "./example_requests.ts";
import { faultRequests, faultsInDebugMode } from "./fault_requests.ts";
import { gradientRequests } from "./gradient_requests.ts";
import { http } from "./http.ts";
import { largeArrays, largeVectors, longTexts } from "./large_requests.ts";
import { lazyRequests, lazyUrls } from "./lazy_requests.ts";
import { negotiation } from "./negotiation.ts";
import { plainValues } from "./plain_values.ts";
import { rawBodies } from "./raw_bodies.ts";
import { referenceRequests } from "./reference_requests.ts";
import { OPENAPI, type RequestCase } from "./request_case.ts";
import { shapes } from "./shapes.ts";

/** The cases for one module. */
export interface PythonCorpus {
  /** Folder of the module, from the root of the repository. */
  readonly module: string;
  /** More of the executable's command line. */
  readonly args?: readonly string[];
  /** Environment of both servers. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its folder `inputs` is what both servers read from. */
  readonly hasInputs?: boolean;
  /** The cases, by topic. */
  readonly groups: Readonly<Record<string, readonly RequestCase[]>>;
}

/**
 * The reasons of differences.ts that are the server's, and so stand for modules in Python, too. Nothing else may
 * differ: validation, errors and results are those of the tesseract-core in the module's own environment.
 */
const KEPT: ReadonlySet<keyof typeof REASONS> = new Set([
  "D1",
  "D2",
  "D3",
  "D4",
  "HEAD",
  "LONG",
  "PAGE",
  "TEXT",
  "TYPE",
]);

const FIXTURES = "tests/fixtures/python";
const EXAMPLES = ["vectoradd", "meshstats_finitediff", "file_io", "metrics", "univariate"];

const corpora: Readonly<Record<string, PythonCorpus>> = {
  zoo: {
    module: `${FIXTURES}/zoo`,
    groups: {
      openapi: [OPENAPI],
      casting,
      encodings,
      shapes,
      "plain values": plainValues,
      echoes,
      "large arrays": largeArrays,
      "long texts": longTexts,
      abstract_eval: abstractZoo,
    },
  },
  gradients: {
    module: `${FIXTURES}/gradients`,
    groups: { openapi: [OPENAPI], gradients: gradientRequests, abstract_eval: abstractRequests },
  },
  vectoradd: {
    module: `${FIXTURES}/vectoradd`,
    groups: { openapi: [OPENAPI], http, bodies: rawBodies, negotiation, large: largeVectors },
  },
  lazy: { module: `${FIXTURES}/lazy`, hasInputs: true, groups: { lazy: lazyRequests } },
  references: {
    module: `${FIXTURES}/references`,
    hasInputs: true,
    groups: { references: referenceRequests },
  },
  "lazy with URLs allowed": {
    module: `${FIXTURES}/lazy`,
    args: ["--allow-urls"],
    hasInputs: true,
    groups: { urls: lazyUrls },
  },
  "vectoradd with a configured encoding": {
    module: `${FIXTURES}/vectoradd`,
    env: { TESSERACT_OUTPUT_FORMAT: "json+base64", TESSERACT_COMPRESSION: "lz4" },
    groups: { negotiation: [...negotiation, ...largeVectors].map(withoutFollowing) },
  },
  faults: { module: `${FIXTURES}/faults`, groups: { openapi: [OPENAPI], faults: faultRequests } },
  "vectoradd in debug mode": {
    module: `${FIXTURES}/vectoradd`,
    // the port of upstream's debugger is fixed unless told otherwise
    env: { TESSERACT_DEBUG: "1", TESSERACT_DEBUGPY_PORT: "0" },
    groups: { openapi: [OPENAPI], debug: debugRequests },
  },
  "faults in debug mode": {
    module: `${FIXTURES}/faults`,
    env: { TESSERACT_DEBUG: "1", TESSERACT_DEBUGPY_PORT: "0" },
    groups: { faults: faultsInDebugMode },
  },
  ...Object.fromEntries(EXAMPLES.map((name) => [`the example ${name}`, exampleCorpus(name)])),
};

/** All of them, by name. */
export const PYTHON_CORPORA: Readonly<Record<string, PythonCorpus>> = Object.fromEntries(
  Object.entries(corpora).map(([name, corpus]) => [name, { ...corpus, groups: ofPython(corpus) }]),
);

function exampleCorpus(name: string): PythonCorpus {
  return {
    module: `examples/python/${name}`,
    hasInputs: name === "file_io",
    groups: { openapi: [OPENAPI], requests: exampleRequests(`python/${name}`) },
  };
}

function ofPython({ groups }: PythonCorpus): PythonCorpus["groups"] {
  return Object.fromEntries(
    Object.entries(groups).map(([group, cases]) => [group, cases.map(withoutTypeScript)]),
  );
}

/** A configured format is a preference: no answer follows its request's arrays any more. */
function withoutFollowing({ answeredAs: _, ...asked }: RequestCase): RequestCase {
  return asked;
}

/** The case without the differences that only a module in TypeScript has. */
function withoutTypeScript(asked: RequestCase): RequestCase {
  if (asked.differs === undefined || KEPT.has(asked.differs.id)) return asked;
  const { differs: _, ...rest } = asked;
  return rest;
}
