/** The examples' own inputs and test cases, sent as requests. @module */

import { post, type RequestCase } from "./request_case.ts";

const EXAMPLES = new URL("../../../examples/", import.meta.url);

/** One case for `inputs.json` and each file of `test_cases`. */
export function exampleRequests(name: string): RequestCase[] {
  const folder = new URL(`${name}/`, EXAMPLES);
  const files = [...Deno.readDirSync(new URL("test_cases", folder))].map((entry) => entry.name);
  const cases = files.sort().map((file) => {
    const text = Deno.readTextFileSync(new URL(`test_cases/${file}`, folder));
    const { endpoint, payload } = JSON.parse(text);
    return post(file, `/${endpoint}`, payload, { anyKeyOrder: endpoint !== "apply" });
  });
  return [
    post("inputs.json", "/apply", Deno.readTextFileSync(new URL("inputs.json", folder))),
    ...cases,
  ];
}
