import assert from "node:assert/strict";
import { withoutServerFrames } from "./traceback.ts";

Deno.test("withoutServerFrames() leaves out a web server's frames and their code, and no others", () => {
  const frames = [
    '  File "/v/site-packages/starlette/routing.py", line 12, in app',
    "    await self.app(scope)",
    "    ^^^^^^^^^^^^^^^^^^^^^",
    '  File "/v/site-packages/tesseract_core/runtime/serve.py", line 1, in wrapper',
    "    result = endpoint()",
  ];
  const module = ['  File "/home/me/tesseract_api.py", line 3, in apply', "    raise ValueError"];
  const text = ["Traceback (most recent call last):", ...frames, ...module, "ValueError", ""];
  assert.equal(
    withoutServerFrames(text.join("\n")),
    ["Traceback (most recent call last):", ...module, "ValueError", ""].join("\n"),
  );
});

Deno.test("withoutServerFrames() finds frames in a group of exceptions", () => {
  const text = [
    '  |   File "/v/site-packages/fastapi/routing.py", line 12, in app',
    "  |     await self.app(scope)",
    '  |   File "/home/me/tesseract_api.py", line 3, in apply',
    "  | ExceptionGroup: several (2 sub-exceptions)",
  ];
  assert.equal(withoutServerFrames(text.join("\n")), text.slice(2).join("\n"));
});
