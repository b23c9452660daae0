import assert from "node:assert/strict";
import { ROOT } from "./process.ts";
import { commandReference, REFERENCE_PATH } from "./write_command_reference.ts";

Deno.test("docs/commands.md says what the commands say: else run ./denow task docs", async () => {
  const written = await Deno.readTextFile(`${ROOT}/${REFERENCE_PATH}`);
  assert.equal(written, await commandReference());
});
