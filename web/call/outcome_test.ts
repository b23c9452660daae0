import assert from "node:assert/strict";
import { errorItems, failureOf, unreachable } from "./outcome.ts";
import { baseUrl } from "./send.ts";

Deno.test("failureOf() names what happened, what the server said, and what to do", () => {
  const busy = failureOf(503, '{"detail":"The queue is full: try again"}');
  assert.match(busy.title, /busy/);
  assert.equal(busy.said, "The queue is full: try again");
  assert.match(failureOf(413, "{}").hint, /--max-body-size/);
  assert.match(failureOf(504, "{}").hint, /--timeout/);
  assert.match(failureOf(403, "{}").title, /does not serve you/);
  assert.match(failureOf(418, "teapot").title, /418/);
});

Deno.test("failureOf() shows a traceback, but not the bare words of a status", () => {
  assert.equal(failureOf(500, "Internal Server Error").said, undefined);
  assert.equal(
    failureOf(500, "Internal Server Error: A worker ran out of memory").said,
    "A worker ran out of memory",
  );
  assert.equal(failureOf(500, "Traceback\n  ValueError: no\n").said, "Traceback\n  ValueError: no");
});

Deno.test("unreachable() says what may have become of the server", () => {
  const failure = unreachable(new TypeError("Failed to fetch"));
  assert.match(failure.hint, /may have stopped/);
  assert.equal(failure.said, undefined);
});

Deno.test("errorItems() reads a list of errors, and nothing else", () => {
  const detail = [{ type: "missing", loc: ["body", "inputs"], msg: "Field required", input: {} }];
  assert.deepEqual(errorItems({ detail }), [{ loc: ["body", "inputs"], msg: "Field required" }]);
  assert.equal(errorItems({ detail: "text" }), undefined);
  assert.equal(errorItems(undefined), undefined);
});

Deno.test("baseUrl() keeps the prefix of a proxy, and drops question and fragment", () => {
  assert.equal(baseUrl("http://node7:8000/docs?x=1#apply"), "http://node7:8000/");
  assert.equal(baseUrl("https://hub/user/me/proxy/8000/docs"), "https://hub/user/me/proxy/8000/");
});
