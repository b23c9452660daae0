import assert from "node:assert/strict";
import path from "node:path";
import { startHttpStore } from "../../tests/services/http_store.ts";
import { captureIo } from "./captured_io.ts";
import { stageFolders, withStagedFolders } from "./staged_folders.ts";

const written = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

Deno.test("withStagedFolders() sends what is in the output folder, and leaves nothing here", async () => {
  await using server = startHttpStore();
  const layer = { outputPath: `${server.url}/out`, inputPath: "in" };
  const folder = await withStagedFolders(layer, captureIo(), async ({ inputPath, outputPath }) => {
    assert.equal(inputPath, "in", "a local folder stays what it is");
    await Deno.writeTextFile(path.join(outputPath ?? "", "a b.txt"), "done");
    return outputPath ?? "";
  });
  assert.equal(written(server.files.get("/out/a b.txt")), "done");
  await assert.rejects(Deno.stat(path.dirname(folder)), Deno.errors.NotFound);
});

Deno.test("withStagedFolders() sends the output folder of a failure, too, and then tells of that alone", async () => {
  await using server = startHttpStore();
  const io = captureIo();
  const fail = async ({ outputPath = "" }: { outputPath?: string | undefined }) => {
    await Deno.writeTextFile(path.join(outputPath, "log"), "why");
    throw new Error("the work failed");
  };
  const layer = { outputPath: `${server.url}/out` };
  await assert.rejects(withStagedFolders(layer, io, fail), { message: "the work failed" });
  assert.equal(written(server.files.get("/out/log")), "why");
  assert.equal(io.err(), "");
  server.habits.nextStatuses.push(403);
  await assert.rejects(withStagedFolders(layer, io, fail), { message: "the work failed" });
  assert.match(io.err(), /Cannot stage out to ".*\/out" after 0 of 1 files: .*403/);
});

Deno.test("withStagedFolders() fails when what was made cannot be sent", async () => {
  await using server = startHttpStore();
  server.habits.nextStatuses.push(403);
  const make = async ({ outputPath = "" }: { outputPath?: string | undefined }) => {
    await Deno.writeTextFile(path.join(outputPath, "a"), "");
  };
  const sent = withStagedFolders({ outputPath: `${server.url}/out` }, captureIo(), make);
  await assert.rejects(sent, { code: "denied", message: /after 0 of 1 files/ });
});

Deno.test("stageFolders() says that it was interrupted, or throws the reason of the caller's signal", async () => {
  const layer = { inputPath: "ftp://127.0.0.1:1/in" };
  const interrupted = captureIo({ signal: AbortSignal.abort() });
  await assert.rejects(stageFolders(layer, interrupted), {
    code: "interrupted",
    message: 'Cannot read "ftp://127.0.0.1:1/in": it was interrupted',
  });
  const reason = new Error("the server ends");
  const signal = AbortSignal.abort(reason);
  await assert.rejects(stageFolders(layer, captureIo(), { signal }), reason);
});

Deno.test("stageFolders() puts an empty folder in place of an input folder that is not wanted", async () => {
  const layer = { inputPath: "ftp://127.0.0.1:1/in" };
  await using staged = await stageFolders(layer, captureIo(), { inputs: false });
  assert.deepEqual(await Array.fromAsync(Deno.readDir(staged.layer.inputPath ?? "")), []);
});
