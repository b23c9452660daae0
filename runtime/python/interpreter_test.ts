import assert from "node:assert/strict";
import { findInterpreter } from "./interpreter.ts";

Deno.test("findInterpreter() takes what was named, the active environment, or python3", () => {
  const env = { VIRTUAL_ENV: "/venv", CONDA_PREFIX: "/conda" };
  assert.deepEqual(findInterpreter("/opt/python", env), {
    command: "/opt/python",
    chosenBy: "--python",
  });
  assert.equal(findInterpreter(undefined, env).command, "/venv/bin/python");
  assert.equal(
    findInterpreter(undefined, { ...env, VIRTUAL_ENV: "" }).command,
    "/conda/bin/python",
  );
  assert.deepEqual(findInterpreter(undefined, {}), { command: "python3", chosenBy: "PATH" });
});
