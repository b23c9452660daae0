import assert from "node:assert/strict";
import { PATH_POLICIES, resolveConfig } from "../../runtime/config/from_env.ts";
import { captureIo } from "./captured_io.ts";
import {
  pythonOptions,
  quietPythonOptions,
  refuseInspector,
  refusePython,
} from "./python_options.ts";

const config = resolveConfig({}, PATH_POLICIES.command);
const debugging = { ...config, debug: true };

Deno.test("pythonOptions() deals out the devices that are named", () => {
  const { gpus, debugger: none } = pythonOptions({ gpus: "0, 1," }, config, captureIo());
  assert.deepEqual(gpus, ["0", "1"]);
  assert.equal(none, undefined);
});

Deno.test("pythonOptions() has debugpy listen in debug mode, where the environment says", () => {
  const usual = pythonOptions({}, debugging, captureIo());
  assert.deepEqual(usual.debugger, { host: "127.0.0.1", port: 5678, wait: false });
  const env = { TESSERACT_DEBUGPY_HOST: "0.0.0.0", TESSERACT_DEBUGPY_PORT: "7000" };
  const chosen = pythonOptions({}, debugging, captureIo({ env }), { waits: true });
  assert.deepEqual(chosen.debugger, { host: "0.0.0.0", port: 7000, wait: true });
});

Deno.test("pythonOptions() refuses a port that is none", () => {
  for (const port of ["x", "70000", "-1", "1.5"]) {
    const io = captureIo({ env: { TESSERACT_DEBUGPY_PORT: port } });
    assert.throws(() => pythonOptions({}, debugging, io), { code: "bad_input" });
  }
});

Deno.test("quietPythonOptions() takes the interpreter of the active environment, unless one is named", () => {
  const io = captureIo({ env: { VIRTUAL_ENV: "/env" } });
  assert.equal(quietPythonOptions({}, io).interpreter.command, "/env/bin/python");
  assert.equal(quietPythonOptions({ python: "/p" }, io).interpreter.command, "/p");
});

Deno.test("refusePython() and refuseInspector() name the option and the module", () => {
  refusePython({}, "/m.ts");
  assert.throws(() => refusePython({ gpus: "0" }, "/m.ts"), {
    code: "usage",
    message: 'Cannot use --gpus: found "/m.ts", expected a module in Python',
  });
  refuseInspector(undefined, "/m.py");
  assert.throws(() => refuseInspector({ host: "h", port: 1, waits: true }, "/m.py"), {
    code: "usage",
    message: 'Cannot use --inspect-wait: "/m.py" is a module in Python',
  });
});
