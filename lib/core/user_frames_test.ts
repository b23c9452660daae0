import assert from "node:assert/strict";
import { userStack } from "./user_frames.ts";

const USER = "    at apply (file:///home/me/tesseract_api.ts:3:9)";
const OWN = `    at call (${new URL("../../runtime/endpoints/call.ts", import.meta.url)}:1:1)`;
const ALL = { ifNone: "all" } as const;
const ENGINE = "    at Array.map (<anonymous>)\n    at node:internal/x:1:1";

function withStack(message: string, frames: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n${frames}`;
  return error;
}

Deno.test("userStack() keeps the user's frames alone, wherever the others stand", () => {
  const error = withStack("boom", [OWN, USER, ENGINE, USER, OWN, ENGINE].join("\n"));
  assert.equal(userStack(error, ALL), `Error: boom\n${USER}\n${USER}`);
});

Deno.test("userStack() keeps every frame or only the message when none is the user's", () => {
  const error = withStack("boom", `${OWN}\n${ENGINE}`);
  assert.equal(userStack(error, ALL), error.stack);
  assert.equal(userStack(error, { ifNone: "message" }), "Error: boom");
});

Deno.test("userStack() leaves a message alone that looks like frames", () => {
  const message = `failed:\n${OWN}\n${ENGINE}`;
  assert.equal(
    userStack(withStack(message, `${USER}\n${OWN}`), ALL),
    `Error: ${message}\n${USER}`,
  );
});

Deno.test("userStack() takes what lies in a checkout beside the sources for the user's", () => {
  const example = `    at apply (${new URL(
    "../../examples/x/tesseract_api.ts",
    import.meta.url,
  )}:1:1)`;
  assert.equal(userStack(withStack("boom", `${example}\n${OWN}`), ALL), `Error: boom\n${example}`);
});

Deno.test("userStack() does with a name and a message where there is no stack", () => {
  const error = new RangeError("low");
  Reflect.deleteProperty(error, "stack");
  assert.equal(userStack(error, ALL), "RangeError: low");
});
