import assert from "node:assert/strict";
import { ArrayValue } from "../arrays/array_value.ts";
import { ArrayArgument } from "../form/request_value.ts";
import { LANGUAGES, snippet, usesFile } from "./snippets.ts";

const VECTOR = new ArrayArgument(
  new ArrayValue("float64", [2], new Uint8Array(new Float64Array([1, 2.5]).buffer)),
  { dtype: "float32", shape: [null] },
);
const CALL = {
  base: "http://node7:8000/",
  endpoint: "jacobian",
  request: { inputs: { a: VECTOR, name: "it's", flag: true, none: null }, jac_inputs: ["a"] },
  needsToken: false,
};

Deno.test("snippet() writes the call for a shell", () => {
  assert.equal(
    snippet("curl", CALL),
    [
      "curl 'http://node7:8000/jacobian' \\",
      "  -H 'Content-Type: application/json' \\",
      "  --data-binary '{",
      `  "inputs": {"a": [1, 2.5], "name": "it'\\''s", "flag": true, "none": null},`,
      `  "jac_inputs": ["a"]`,
      "}'",
    ].join("\n"),
  );
});

Deno.test("snippet() writes the call for the official Python client", () => {
  assert.equal(
    snippet("Python", CALL),
    [
      "import numpy as np",
      "from tesseract_core import Tesseract  # pip install tesseract-core",
      "",
      'module = Tesseract.from_url("http://node7:8000")',
      "result = module.jacobian(",
      "    {",
      '        "a": np.array([1, 2.5], dtype="float32"),',
      '        "name": "it\'s",',
      '        "flag": True,',
      '        "none": None',
      "    },",
      '    jac_inputs=["a"],',
      ")",
    ].join("\n"),
  );
});

Deno.test("snippet() takes the token from the environment, in every language", () => {
  for (const language of LANGUAGES) {
    assert.match(snippet(language, { ...CALL, needsToken: true }), /TESSERA_TOKEN/, language);
    assert.doesNotMatch(snippet(language, CALL), /TOKEN|[Aa]uthorization/, language);
  }
});

Deno.test("snippet() leaves long arrays in files", () => {
  const array = new ArrayValue("float64", [5000], new Uint8Array(40_000));
  const request = { inputs: { a: new ArrayArgument(array, {}, "my points.npy") } };
  assert.match(snippet("curl", { ...CALL, request }), /--data-binary @request\.json/);
  assert.match(snippet("TypeScript", { ...CALL, request }), /readFile\("request\.json", "utf8"\)/);
  assert.match(snippet("Python", { ...CALL, request }), /np\.load\("my_points\.npy"\)/);
  assert.equal(usesFile("curl", request), true);
  assert.equal(usesFile("Python", request), false);
});
