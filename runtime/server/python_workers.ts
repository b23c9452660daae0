/** How the machine is shared out among Python processes. @module */

import type { Interpreter } from "../python/interpreter.ts";
import type { PythonWorkerSetup } from "../workers/protocol.ts";

/** How Python modules are run. */
export interface PythonOptions {
  readonly interpreter: Interpreter;
  /** Variables of this process; those that are set here are left alone. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Devices to deal to the workers in turn, as `CUDA_VISIBLE_DEVICES` names them. */
  readonly gpus?: readonly string[];
  /** Where debugpy of the first worker listens; nowhere without it. */
  readonly debugger?: { readonly host: string; readonly port: number; readonly wait: boolean };
}

/** Libraries that start as many threads as there are cores, unless told otherwise. */
const THREAD_COUNTS: readonly string[] = [
  "OMP_NUM_THREADS",
  "MKL_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
];

const SPIN_MS = 0.2;

/** What the worker at a place is started with. */
export function pythonSetup(
  options: PythonOptions,
  { place, numWorkers }: { readonly place: number; readonly numWorkers: number },
): PythonWorkerSetup {
  const { interpreter, gpus = [] } = options;
  const env = settingsIn(options.env);
  if (numWorkers > 1) {
    const threads = String(Math.max(1, Math.floor(navigator.hardwareConcurrency / numWorkers)));
    for (const name of THREAD_COUNTS) if (options.env[name] === undefined) env[name] = threads;
  }
  if (gpus.length > 0) env.CUDA_VISIBLE_DEVICES = devicesOf(gpus, place, numWorkers).join(",");
  const isFirst = place === 0;
  return {
    interpreter,
    env,
    // a process that looks for its next call needs a core of its own
    spinMs: numWorkers < navigator.hardwareConcurrency ? SPIN_MS : 0,
    ...(options.debugger === undefined || !isFirst ? {} : { debugger: options.debugger }),
  };
}

/** The settings of the process that are not those of this one: the command line may have changed them. */
function settingsIn(env: PythonOptions["env"]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith("TESSERACT_") && value !== undefined) settings[name] = value;
  }
  return settings;
}

/** Every device goes to one worker; workers share when there are too few. */
function devicesOf(gpus: readonly string[], place: number, numWorkers: number): readonly string[] {
  if (gpus.length <= numWorkers) return gpus.slice(place % gpus.length, place % gpus.length + 1);
  return gpus.filter((_, k) => k % numWorkers === place);
}
