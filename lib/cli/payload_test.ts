import assert from "node:assert/strict";
import { TesseraError } from "../core/errors.ts";
import { captureIo } from "./captured_io.ts";
import { readPayload } from "./payload.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("readPayload() reads the argument, a file, stdin and a URL", async () => {
  const io = captureIo({ stdin: "[3]" });
  assert.equal(text((await readPayload("[1]", io)).bytes), "[1]");
  assert.equal(text((await readPayload("@-", io)).bytes), "[3]");
  const file = await Deno.makeTempFile();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("[4]"),
  );
  try {
    await Deno.writeTextFile(file, "[2]");
    assert.equal(text((await readPayload(`@${file}`, io)).bytes), "[2]");
    const url = `http://127.0.0.1:${server.addr.port}/x`;
    assert.equal(text((await readPayload(`@${url}`, io)).bytes), "[4]");
  } finally {
    await Deno.remove(file);
  }
});

async function failureOf(argument: string): Promise<string> {
  try {
    await readPayload(argument, captureIo());
  } catch (error) {
    assert.ok(error instanceof TesseraError && error.code === "bad_input", Deno.inspect(error));
    return `${error.message} (${error.hint})`;
  }
  return "nothing failed";
}

Deno.test("readPayload() says what is wrong with a file, and what was meant", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/inputs.json`, "{}");
    assert.equal(
      await failureOf(`@${folder}/input.json`),
      `Cannot read payload: found no file "${folder}/input.json" ` +
        `(Did you mean "@${folder}/inputs.json"?)`,
    );
    assert.match(await failureOf(`@${folder}`), /found a folder at ".*", expected a file/);
    assert.match(await failureOf("@/nowhere/at all.json"), /found no file .*\(Pass JSON, @FILE/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readPayload() keeps credentials of a URL to itself", async () => {
  const text = await failureOf("@http://me:s3cret@127.0.0.1:1/x");
  assert.match(text, /"http:\/\/me:\*\*\*@127\.0\.0\.1:1\/x" is not readable/);
  assert.doesNotMatch(text, /s3cret/);
});
