import assert from "node:assert/strict";
import { moduleLoader } from "../module/loader.ts";
import { functionTimes } from "./cpu_profile.ts";
import { Profiler } from "./profiler.ts";

/** Longer than what the engine's profiler keeps of a URL. */
const LICENCE = `// ${"All rights of everybody are reserved. ".repeat(40)}\n`;
const WORK =
  "let sum = 0;\n  for (let k = 0; k < n; k++) sum += Math.sin(k * sum);\n  return sum;\n";

Deno.test("Profiler finds functions in files that begin alike, also where types became code", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const enumeration = "enum Kind {\n  Fast,\n}\nexport const kind = Kind.Fast;\n";
    await Deno.writeTextFile(
      `${folder}/entry.ts`,
      `${LICENCE}export { inner } from "./inner.ts";\n` +
        `${enumeration}export function outer(n: number): number {\n  ${WORK}}\n`,
    );
    await Deno.writeTextFile(
      `${folder}/inner.ts`,
      `${LICENCE}export function inner(n: number): number {\n  ${WORK}}\n`,
    );
    const { namespace } = await moduleLoader().loadEntry(`${folder}/entry.ts`);
    const { outer, inner } = namespace as Record<string, (n: number) => number>;
    const profiler = await Profiler.start();
    const sums = [outer?.(3e6), inner?.(3e6)];
    const profile = await profiler.stop();
    assert.equal(sums[0], sums[1]);
    const times = functionTimes(profile, (url, position) => moduleLoader().placeOf(url, position));
    // where code was moved, columns are those of the nearest word that was kept
    const lines = times.filter(({ place }) => place !== "")
      .map(({ name, place }) => [name, place.replace(/:\d+$/, "")]);
    assert.deepEqual(lines.sort(), [["inner", `${folder}/inner.ts:2`], [
      "outer",
      `${folder}/entry.ts:7`,
    ]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
