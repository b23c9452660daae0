import assert from "node:assert/strict";
import { captureIo } from "./lib/cli/captured_io.ts";
import { main } from "./main.ts";

Deno.test("main() prints help on stdout when asked and on stderr when nothing was said", async () => {
  const asked = captureIo();
  assert.equal(await main(["--help"], asked), 0);
  assert.match(asked.out(), /Usage: tessera .*\n[^]*check-gradients/);
  assert.equal(asked.err(), "");
  const silent = captureIo();
  assert.equal(await main([], silent), 2);
  assert.equal(silent.out(), "");
  assert.match(silent.err(), /Usage: tessera/);
});

Deno.test("main() suggests the nearest command and exits 2", async () => {
  const io = captureIo();
  assert.equal(await main(["chekc"], io), 2);
  assert.equal(io.out(), "");
  assert.match(io.err(), /"chekc".*\nHint: Did you mean "check"\?/);
});

Deno.test("main() suggests the nearest option and exits 2", async () => {
  const io = captureIo();
  assert.equal(await main(["run", "x", "apply", "{}", "--ouput-path", "y"], io), 2);
  assert.match(io.err(), /unknown option '--ouput-path'\nHint: Did you mean --output-path\?/);
});

Deno.test("main() prints the version", async () => {
  const io = captureIo();
  assert.equal(await main(["version"], io), 0);
  assert.match(io.out(), /^tessera \d+\.\d+\.\d+\n$/);
  const json = captureIo();
  assert.equal(await main(["--version", "--json"], json), 0);
  assert.equal(typeof JSON.parse(json.out()).version, "string");
});

Deno.test("main() shows each command's help without loading the runtime", async () => {
  for (
    const name of ["run", "serve", "check", "check-gradients", "test", "openapi", "version"]
  ) {
    const io = captureIo();
    assert.equal(await main([name, "--help"], io), 0, name);
    assert.match(io.out(), new RegExp(`^Usage: tessera ${name}`), name);
    assert.equal(io.err(), "", name);
  }
});

Deno.test("main() refuses missing and surplus arguments", async () => {
  const missing = captureIo();
  assert.equal(await main(["run"], missing), 2);
  assert.match(missing.err(), /missing required argument 'TARGET'/);
  const surplus = captureIo();
  assert.equal(await main(["version", "x"], surplus), 2);
  assert.match(surplus.err(), /too many arguments/);
});
