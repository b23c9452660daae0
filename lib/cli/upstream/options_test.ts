import assert from "node:assert/strict";
import { TesseraError } from "../../core/errors.ts";
import { findIneffective, upstreamLayer } from "./options.ts";

Deno.test("upstreamLayer() prefers options over both kinds of variables", () => {
  const env = {
    TESSERACT_NAME: "a",
    TESSERACT_VERSION: "a",
    TESSERACT_DESCRIPTION: "a",
    TESSERACT_RUNTIME_VERSION: "b",
    TESSERACT_RUNTIME_DESCRIPTION: "b",
  };
  assert.deepEqual(upstreamLayer(env, { description: "c" }), {
    outputFormat: "json",
    name: "a",
    version: "b",
    description: "c",
  });
});

Deno.test("upstreamLayer() fails with upstream's exit codes", () => {
  const codeOf = (env: Record<string, string>) => {
    try {
      upstreamLayer(env, {});
    } catch (error) {
      if (error instanceof TesseraError) return error.code;
    }
  };
  assert.equal(codeOf({ TESSERACT_DEBUG: "maybe" }), "failed");
  assert.equal(codeOf({ TESSERACT_RUNTIME_DEBUG: "maybe" }), "bad_input");
});

Deno.test("findIneffective() names what was asked for in vain, and only that", () => {
  const env = {
    TESSERACT_CUDA_IPC_POOL_FRACTION: "0.5",
    TESSERACT_DEBUGPY_HOST: "false",
    TESSERACT_MLFLOW_TRACKING_URI: "",
    TESSERACT_MLFLOW_RUN_EXTRA_ARGS: "{}",
  };
  assert.deepEqual(findIneffective(env, { debugpyPort: "1" }), [
    "--debugpy-port",
    "TESSERACT_CUDA_IPC_POOL_FRACTION",
  ]);
});
