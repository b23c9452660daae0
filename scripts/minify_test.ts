import assert from "node:assert/strict";
import { minifyModule } from "./minify.ts";

const SOURCE = `
// said for readers of the source
import { value } from "./value.js";
class CarefulError extends Error {}
function throwCarefully(longReason) {
  const longerReason = longReason + "!";
  throw new CarefulError(longerReason);
}
export const given = { propertyName: value };
export { CarefulError, throwCarefully };
`;

Deno.test("minifyModule() keeps the names of functions, classes, properties and exports", async () => {
  const code = await minifyModule(SOURCE);
  for (const name of ["class CarefulError", "function throwCarefully", "propertyName", "given"]) {
    assert.ok(code.includes(name), `${name} in ${code}`);
  }
  assert.match(code, /from"\.\/value\.js"/);
});

Deno.test("minifyModule() takes out comments and the names of local variables", async () => {
  const code = await minifyModule(SOURCE);
  assert.doesNotMatch(code, /readers|longReason|longerReason/);
  assert.ok(code.length < SOURCE.length * 0.75, code);
});

Deno.test("minifyModule() writes no line that fills a screen", async () => {
  const calls = Array.from({ length: 300 }, (_, index) => `globalThis.call(${index});`).join("");
  const lines = (await minifyModule(calls)).split("\n");
  assert.ok(lines.every((line) => line.length <= 250), lines[0]);
});

Deno.test("minifyModule() writes ASCII alone, whatever a text says", async () => {
  const code = await minifyModule(`export const said = "3 × 4 …";`);
  assert.equal(new TextEncoder().encode(code).length, code.length, code);
  const { said } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.equal(said, "3 × 4 …");
});
