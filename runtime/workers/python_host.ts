/** A module that is Python, loaded by a process of the user's interpreter. @module */

import { startPython } from "../python/process.ts";
import { SharedFile } from "../python/shared_arrays.ts";
import type { StartedHost } from "./call_host.ts";
import type { PythonWorkerSetup, WorkerSetup } from "./protocol.ts";
import { PrintedOutput } from "./printed_output.ts";
import { PythonCalls } from "./python_calls.ts";

/** As in `tessera_worker/main.py`. */
const PROTOCOL = 1;

/** What the owner of the process is told. */
export interface PythonHostEvents {
  /** Its process id, before anything else. */
  onStarted(pid: number): void;
  /** It has ended, in words for people. */
  onExit(reason: string): void;
}

/** Starts the process and waits until it has loaded the module. */
export async function startPythonHost(
  setup: WorkerSetup,
  python: PythonWorkerSetup,
  events: PythonHostEvents,
): Promise<StartedHost> {
  const { config, modulePath } = setup;
  using names = new DisposableStack();
  const input = new SharedFile();
  const output = new SharedFile();
  // both ends have the files open once the process is ready
  for (const file of [input, output]) names.defer(() => file.unlink());
  const printed = new PrintedOutput();
  const calls = new PythonCalls({ config, input, output, printed });
  const process = await startPython({
    interpreter: python.interpreter,
    env: python.env,
    modulePath,
    setup: {
      protocol: PROTOCOL,
      module: modulePath,
      spin_seconds: python.spinMs / 1_000,
      skip_required_files: python.skipRequiredFiles ?? false,
      input_arrays: input.path,
      output_arrays: output.path,
      paths: {
        roots: config.allowAnyPath ? null : [config.inputPath, config.outputPath],
        allow_urls: config.allowUrls,
      },
      config: {
        api_path: modulePath,
        name: config.name,
        description: config.description,
        version: config.version,
        debug: config.debug,
        profiling: config.profiling ?? false,
        tracing: config.tracing ?? false,
        input_path: config.inputPath,
        output_path: config.outputPath,
      },
      ...(python.debugger === undefined ? {} : { debugger: python.debugger }),
    },
    onStarted: (pid) => events.onStarted(pid),
    onFrame: (header, body) => calls.receive(header, body),
    onOutput: (bytes) => printed.write(bytes),
    onExit: (reason) => {
      calls.close(reason);
      events.onExit(reason);
    },
  });
  calls.attach(process);
  return {
    host: calls,
    info: { endpoints: process.info.endpoints, openapi: null },
    shutDown: () => process.send({ op: "shutdown" }),
  };
}
