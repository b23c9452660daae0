import assert from "node:assert/strict";
import path from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  readEnvLayer,
  resolveConfig,
} from "./from_env.ts";

Deno.test("resolveConfig() gives the documented defaults when nothing is set", () => {
  assert.deepEqual(resolveConfig(configFromEnv({}), PATH_POLICIES.server), {
    name: "Tesseract",
    description: "",
    version: "unknown",
    debug: false,
    profiling: false,
    tracing: false,
    inputPath: path.resolve("."),
    outputPath: path.resolve("."),
    outputFormat: null,
    outputFile: "",
    compression: null,
    allowAnyPath: false,
    allowUrls: false,
  });
});

Deno.test("configFromEnv() prefers TESSERACT_RUNTIME_ over TESSERACT_ and ignores strangers", () => {
  const layer = configFromEnv({
    TESSERACT_NAME: "weak",
    TESSERACT_RUNTIME_NAME: "strong",
    TESSERACT_VERSION: "1",
    TESSERACT_OUTPUT_FORMAT: "json+base64",
    TESSERACT_COMPRESSION: "lz4",
    TESSERACT_PROFILING: "yes",
    TESSERACT_RUNTIME_TRACING: "0",
    TESSERACT_FROBNICATE: "yes",
    TESSERACT_RUNTIME_SERVE_PORT: "80",
    TESSERACT_GPU_TRANSPORT: "none",
  });
  assert.deepEqual(layer, {
    name: "strong",
    version: "1",
    outputFormat: "json+base64",
    compression: "lz4",
    profiling: true,
    tracing: false,
  });
});

Deno.test("readEnvLayer() reads every spelling of a boolean", () => {
  for (const word of ["1", "true", "T", "YES", "y", "On"]) {
    assert.equal(readEnvLayer({ TESSERACT_DEBUG: word }, "TESSERACT_").debug, true, word);
  }
  for (const word of ["0", "False", "f", "no", "N", "off"]) {
    assert.equal(readEnvLayer({ TESSERACT_DEBUG: word }, "TESSERACT_").debug, false, word);
  }
});

Deno.test("readEnvLayer() names the variable that cannot be used", () => {
  const cases: [string, string][] = [
    ["TESSERACT_DEBUG", "maybe"],
    ["TESSERACT_OUTPUT_FORMAT", "xml"],
    ["TESSERACT_COMPRESSION", "gzip"],
    ["TESSERACT_GPU_TRANSPORT", "cuda_ipc"],
  ];
  for (const [name, value] of cases) {
    assert.throws(
      () => readEnvLayer({ [name]: value }, "TESSERACT_"),
      (error) =>
        error instanceof TesseraError && error.code === "bad_input" &&
        error.message.includes(name) && error.message.includes(value),
      name,
    );
  }
});

Deno.test("readEnvLayer() treats an empty value as unset, or as the empty text", () => {
  const layer = readEnvLayer(
    { TESSERACT_OUTPUT_FORMAT: "", TESSERACT_DEBUG: "", TESSERACT_DESCRIPTION: "" },
    "TESSERACT_",
  );
  assert.deepEqual(layer, { description: "" });
});

Deno.test("mergeLayers() lets later layers win field by field", () => {
  const merged = mergeLayers({ name: "a", debug: true }, { name: "b" });
  assert.deepEqual(merged, { name: "b", debug: true });
});
