import assert from "node:assert/strict";
import { servedException } from "./exception.ts";

function told(status: number, text: string): [string, string] {
  const { name, message } = servedException({ status, text, model: "ApplyInputSchema" });
  return [name, message];
}

Deno.test("servedException() reads the stack of a server in debug mode", () => {
  assert.deepEqual(told(500, "RangeError: too\nlow\n    at apply (file:///m.ts:1:2)"), [
    "RangeError",
    "too\nlow",
  ]);
  assert.deepEqual(
    told(
      500,
      'Traceback (most recent call last):\n  File "x"\nnumpy.linalg.LinAlgError: singular\n',
    ),
    ["LinAlgError", "singular"],
  );
});

Deno.test("servedException() gives refused input pydantic's text", () => {
  const item = { type: "missing", loc: ["body", "inputs"], msg: "Field required", input: {} };
  assert.deepEqual(told(422, JSON.stringify({ detail: [item] })), [
    "ValidationError",
    "1 validation error for ApplyInputSchema\ninputs\n" +
    "  Field required [type=missing, input_value={}, input_type=dict]",
  ]);
});

Deno.test("servedException() says what the server said where that is all there is", () => {
  const [name, message] = told(500, "Internal Server Error");
  assert.equal(name, "RemoteError");
  assert.match(message, /answered 500: Internal Server Error \(served with --debug/);
  assert.deepEqual(told(503, '{"detail":"busy"}')[1], 'the server answered 503: {"detail":"busy"}');
});
