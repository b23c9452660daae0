import assert from "node:assert/strict";
import { extractWasm, withNamedExport } from "./bundle.ts";

const WASM = new Uint8Array(3000);
WASM.set([0, 97, 115, 109, 1, 0, 0, 0]);

Deno.test("extractWasm() takes base64 out of the source and gives its bytes", () => {
  const source = `var bytes = Buffer2.from("${WASM.toBase64()}", "base64");\nnext();`;
  const { source: rest, wasm } = extractWasm(source, false);
  assert.deepEqual(wasm, [WASM]);
  assert.match(rest, /^var bytes = Deno\.readFileSync\(new URL\(.*\)\);\nnext\(\);$/);
});

Deno.test("extractWasm() reads the bytes from the executable where they are attached", () => {
  const source = `var bytes = Buffer2.from("${WASM.toBase64()}", "base64");`;
  const { source: rest, wasm } = extractWasm(source, true);
  assert.deepEqual(wasm, [WASM]);
  assert.match(
    rest,
    /^import \{ readAttachedFile \} from .*;\nvar bytes = readAttachedFile\(3000\);$/,
  );
});

Deno.test("extractWasm() leaves other base64 as it is", () => {
  const source = `Buffer.from("aGVsbG8=", "base64")`;
  assert.deepEqual(extractWasm(source, true), { source, wasm: [] });
});

Deno.test("withNamedExport() adds a name beside the default export of a CommonJS package", () => {
  const source = "var a;\nexport default require_dist();\n";
  assert.match(withNamedExport(source, "run"), /= require_dist\(\);[^]*export const \{ run \} = /);
  assert.equal(withNamedExport("export { a };", "run"), "export { a };");
});
