import assert from "node:assert/strict";
import { compileWasm } from "./build_wasm.ts";
import { ROOT } from "./process.ts";

Deno.test("float_lists_wasm.ts is what wasm/float_lists.ts compiles to: else run ./denow task wasm", async () => {
  const kept = await Deno.readTextFile(`${ROOT}/runtime/payload/float_lists_wasm.ts`);
  assert.ok(kept === await compileWasm());
});
