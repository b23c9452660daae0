/**
 * The executable answers every request of the corpus as upstream's server does: status, content type and body.
 * What differs on purpose is declared in corpus/differences.ts and has to differ.
 */

import { needs } from "../../requirements.ts";
import { CORPORA, type Corpus } from "../corpus/corpora.ts";
import { compareServers, type Comparison } from "../support/compare_servers.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

for (const [name, corpus] of Object.entries(CORPORA)) {
  Deno.test({
    name: `the executable answers like upstream when it serves ${name}`,
    ...needs("executable", "upstream"),
    fn: (context) => compareServers(comparisonOf(corpus), context),
  });
}

function comparisonOf({ module, twin, env = {}, groups }: Corpus): Comparison {
  return {
    target: `${ROOT}${module}`,
    apiPath: `${ROOT}tests/fixtures/python/${twin}/tesseract_api.py`,
    env,
    groups,
  };
}
