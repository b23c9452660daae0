import assert from "node:assert/strict";
import { captureIo } from "../captured_io.ts";
import { readSettings, settingsForHelp } from "./settings.ts";

Deno.test("readSettings() passes on what a Python process alone heeds, and tells others so", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tessera-settings-" });
  try {
    const options = { mlflowTrackingUri: "http://m", name: "x" };
    const settings = async (module: string) => {
      await Deno.writeTextFile(`${folder}/${module}`, "");
      const env = {
        TESSERACT_API_PATH: `${folder}/${module}`,
        TESSERACT_RUNTIME_DEBUGPY_PORT: "7000",
      };
      const io = captureIo({ env });
      return { ...await readSettings(options, io), told: io.err() };
    };
    const python = await settings("m.py");
    assert.equal(python.told, "");
    assert.equal(python.layer.name, "x");
    assert.deepEqual(python.variables, {
      TESSERACT_DEBUGPY_PORT: "7000",
      TESSERACT_MLFLOW_TRACKING_URI: "http://m",
    });
    assert.equal(
      (await settings("m.ts")).told,
      "Note: TESSERACT_RUNTIME_DEBUGPY_PORT has no effect in this runtime\n" +
        "Note: --mlflow-tracking-uri has no effect in this runtime\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("settingsForHelp() finds the interpreter in both spellings", () => {
  const pythonIn = (...argv: string[]) => settingsForHelp(argv, captureIo()).python;
  assert.equal(pythonIn("--python", "/p", "--help"), "/p");
  assert.equal(pythonIn("apply", "--python=/p=q", "-h"), "/p=q");
  assert.equal(pythonIn("--help"), undefined);
});
