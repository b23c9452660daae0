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

Deno.test("readPayload() says which file is not readable", async () => {
  await assert.rejects(
    readPayload("@/nowhere/at all.json", captureIo()),
    (error) =>
      error instanceof TesseraError && error.code === "bad_input" &&
      error.message.includes('"/nowhere/at all.json"') && error.cause !== undefined,
  );
});
