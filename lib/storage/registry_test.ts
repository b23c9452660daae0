import assert from "node:assert/strict";
import { openStorage } from "./registry.ts";

Deno.test("openStorage() names the nearest scheme it knows", async () => {
  await assert.rejects(openStorage("htps://host/a"), { code: "bad_input", hint: /"https:\/\/"/ });
  await assert.rejects(openStorage("gopher://host/a"), { message: /file, http, https, s3, ftp/ });
  await assert.rejects(openStorage("constructor://host/a"), { code: "bad_input" });
});
