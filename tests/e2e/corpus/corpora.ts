/** Every module of the suite with the cases it is asked. @module */

import { abstractRequests, abstractZoo } from "./abstract_requests.ts";
import { casting } from "./casting.ts";
import { debugRequests } from "./debug_requests.ts";
import { encodings } from "./encodings.ts";
import { exampleRequests } from "./example_requests.ts";
import { gradientRequests } from "./gradient_requests.ts";
import { http } from "./http.ts";
import { negotiation } from "./negotiation.ts";
import { plainValues } from "./plain_values.ts";
import { OPENAPI, type RequestCase } from "./request_case.ts";
import { shapes } from "./shapes.ts";

/** The cases for one module, which both servers serve once. */
export interface Corpus {
  /** Folder of the module, from the root of the repository. */
  readonly module: string;
  /** Name of its twin below tests/fixtures/python. */
  readonly twin: string;
  /** Environment of both servers. */
  readonly env?: Readonly<Record<string, string>>;
  /** The cases, by topic. */
  readonly groups: Readonly<Record<string, readonly RequestCase[]>>;
}

/** All of them, by name. */
export const CORPORA: Readonly<Record<string, Corpus>> = {
  zoo: {
    module: "tests/fixtures/zoo",
    twin: "zoo",
    groups: {
      openapi: [OPENAPI],
      casting,
      encodings,
      shapes,
      "plain values": plainValues,
      abstract_eval: abstractZoo,
    },
  },
  gradients: {
    module: "tests/fixtures/gradients",
    twin: "gradients",
    groups: { openapi: [OPENAPI], gradients: gradientRequests, abstract_eval: abstractRequests },
  },
  vectoradd: {
    module: "examples/vectoradd",
    twin: "vectoradd",
    groups: { openapi: [OPENAPI], http, negotiation, requests: exampleRequests("vectoradd") },
  },
  "vectoradd in debug mode": {
    module: "examples/vectoradd",
    twin: "vectoradd",
    // the port of upstream's debugger is fixed unless told otherwise
    env: { TESSERACT_DEBUG: "1", TESSERACT_DEBUGPY_PORT: "0" },
    groups: { openapi: [OPENAPI], debug: debugRequests },
  },
  helloworld: {
    module: "examples/helloworld",
    twin: "helloworld",
    groups: { openapi: [OPENAPI], requests: exampleRequests("helloworld") },
  },
  meshstats: {
    module: "examples/meshstats",
    twin: "meshstats",
    groups: { openapi: [OPENAPI], requests: exampleRequests("meshstats") },
  },
  univariate: {
    module: "examples/univariate",
    twin: "univariate",
    groups: { openapi: [OPENAPI], requests: exampleRequests("univariate") },
  },
};
