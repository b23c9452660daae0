import assert from "node:assert/strict";
import { Command } from "commander";
import { gradientCommand } from "../gradient_options.ts";
import { argumentsFromEnv } from "./command_env.ts";

Deno.test("argumentsFromEnv() turns a command's variables into arguments", () => {
  const serve = new Command("serve").option("--num-workers <int>").option("--port <int>");
  const env = {
    TESSERACT_RUNTIME_SERVE_NUM_WORKERS: "3",
    TESSERACT_RUNTIME_SERVE_PORT: "81",
    TESSERACT_RUNTIME_PORT: "82",
  };
  assert.deepEqual(argumentsFromEnv(serve, env, ["serve", "--port=5"]), ["--num-workers=3"]);
});

Deno.test("argumentsFromEnv() reads booleans and repeatable options", () => {
  const command = gradientCommand().name("check-gradients");
  const env = {
    TESSERACT_RUNTIME_CHECK_GRADIENTS_SHOW_PROGRESS: "no",
    TESSERACT_RUNTIME_CHECK_GRADIENTS_INPUT_PATHS: "a b",
    TESSERACT_RUNTIME_CHECK_GRADIENTS_EPS: "",
  };
  assert.deepEqual(argumentsFromEnv(command, env, []), [
    "--input-paths=a",
    "--input-paths=b",
    "--no-show-progress",
  ]);
});

Deno.test("argumentsFromEnv() takes false for an option without an opposite as not given", () => {
  const command = new Command("serve").option("--allow-urls", "read URLs");
  const argumentsOf = (value: string) =>
    argumentsFromEnv(command, { TESSERACT_RUNTIME_SERVE_ALLOW_URLS: value }, ["serve"]);
  assert.deepEqual(argumentsOf("true"), ["--allow-urls"]);
  assert.deepEqual(argumentsOf("false"), []);
  assert.throws(() => argumentsOf("perhaps"), /TESSERACT_RUNTIME_SERVE_ALLOW_URLS/);
});
