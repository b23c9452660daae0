/** Every example passes its own test cases, and its gradients agree with finite differences. */

import assert from "node:assert/strict";
import { executablePath, needs } from "../requirements.ts";
import { tempFolder } from "./support/temp_folder.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;
const LIMIT_MS = 60_000;

for (const { name } of [...Deno.readDirSync(EXAMPLES)].filter(({ isDirectory }) => isDirectory)) {
  Deno.test({
    name: `tessera test passes for the example ${name}`,
    ...needs("executable"),
    fn: () => succeeds(["test", EXAMPLES + name]),
  });
}

for (const name of ["vectoradd", "meshstats", "univariate"]) {
  Deno.test({
    name: `tessera check-gradients passes for the example ${name}`,
    ...needs("executable"),
    fn: () => succeeds(["check-gradients", EXAMPLES + name, `@${EXAMPLES}${name}/inputs.json`]),
  });
}

async function succeeds(args: readonly string[]): Promise<void> {
  await using folder = await tempFolder();
  const { code, stdout, stderr } = await new Deno.Command(executablePath(), {
    args: [...args],
    cwd: folder.path,
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
}
