import assert from "node:assert/strict";
import { pythonSetup } from "./python_workers.ts";

const interpreter = { command: "python3", chosenBy: "PATH" };

function deal(gpus: readonly string[], numWorkers: number): (string | undefined)[] {
  return Array.from(
    { length: numWorkers },
    (_, place) =>
      pythonSetup({ interpreter, env: {}, gpus }, { place, numWorkers }).env.CUDA_VISIBLE_DEVICES,
  );
}

Deno.test("pythonSetup() deals devices to the workers, each to one as far as they go", () => {
  assert.deepEqual(deal(["0", "1"], 2), ["0", "1"]);
  assert.deepEqual(deal(["0", "1"], 3), ["0", "1", "0"]);
  assert.deepEqual(deal(["0", "1", "2", "3", "4"], 2), ["0,2,4", "1,3"]);
  assert.deepEqual(deal([], 2), [undefined, undefined]);
});

Deno.test("pythonSetup() shares out threads among several workers, and keeps what is set", () => {
  const alone = pythonSetup({ interpreter, env: {} }, { place: 0, numWorkers: 1 });
  assert.deepEqual(alone.env, {});
  const numWorkers = 2 * navigator.hardwareConcurrency;
  const { env } = pythonSetup({ interpreter, env: { MKL_NUM_THREADS: "8" } }, {
    place: 0,
    numWorkers,
  });
  assert.deepEqual(env, { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" });
});

Deno.test("pythonSetup() hands on what the command line made of the settings", () => {
  const env = { TESSERACT_MLFLOW_TRACKING_URI: "http://m", HOME: "/h", TESSERACT_NAME: undefined };
  const setup = pythonSetup({ interpreter, env }, { place: 0, numWorkers: 1 });
  assert.deepEqual(setup.env, { TESSERACT_MLFLOW_TRACKING_URI: "http://m" });
});

Deno.test("pythonSetup() gives the debugger to the first worker alone", () => {
  const options = {
    interpreter,
    env: {},
    debugger: { host: "127.0.0.1", port: 5678, wait: false },
  };
  assert.ok(pythonSetup(options, { place: 0, numWorkers: 2 }).debugger !== undefined);
  assert.ok(pythonSetup(options, { place: 1, numWorkers: 2 }).debugger === undefined);
});
