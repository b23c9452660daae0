/** What the ftp storage makes of wrong credentials, and what it leaves on the server. */

import assert from "node:assert/strict";
import { openStorage, readBytes, StorageError } from "../../../lib/storage/mod.ts";
import { needs } from "../../requirements.ts";
import { startFtp } from "../../services/ftp.ts";
import { FAST, sampleBytes, streamOf } from "./storage_subjects.ts";

Deno.test({
  name: "ftp storage refuses a wrong password and shows none",
  ...needs("storageServices"),
  async fn() {
    await using server = await startFtp();
    const error = await readBytes(`${server.wrongUrl}/a`, FAST).then(() => {}, (error) => error);
    assert.ok(error instanceof StorageError, Deno.inspect(error));
    assert.equal(error.code, "denied");
    assert.match(error.message, /tester:\*\*\*@/);
    assert.doesNotMatch(Deno.inspect(error), /wrong-secret/);
  },
});

Deno.test({
  name: "ftp storage lists neither its own unfinished uploads nor what they replace twice",
  ...needs("storageServices"),
  async fn() {
    await using server = await startFtp();
    await using storage = await openStorage(server.url, FAST);
    await Deno.writeFile(`${server.folder}/.tessera-0123456789ab.part`, sampleBytes(5));
    await storage.write(`${server.url}/a`, streamOf(sampleBytes(5)));
    const names = (await Array.fromAsync(storage.list(server.url))).map(({ name }) => name);
    assert.deepEqual(names, ["a"]);
  },
});

Deno.test("ftp storage refuses names that would begin another command", async () => {
  await using storage = await openStorage("ftp://127.0.0.1:1/", FAST);
  const reading = storage.read("ftp://127.0.0.1:1/a%0d%0aDELE%20b");
  await assert.rejects(reading, { code: "bad_input", message: /line ends/ });
});
