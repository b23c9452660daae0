import assert from "node:assert/strict";
import { TesseraError } from "../../lib/core/errors.ts";
import { openInspector } from "./inspector.ts";

Deno.test("openInspector() says which address is in use, and how to get another", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const told: string[] = [];
  await assert.rejects(
    openInspector({ host: "127.0.0.1", port, waits: false }, (line) => told.push(line)),
    (error) =>
      error instanceof TesseraError && error.code === "unavailable" &&
      error.message === `Cannot open the inspector on 127.0.0.1:${port}: the port is in use` &&
      error.hint?.includes("--inspect=127.0.0.1:0") === true,
  );
  assert.deepEqual(told, []);
});
