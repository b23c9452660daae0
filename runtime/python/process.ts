/** A Python process that holds one module: started, spoken to, ended. @module */

import { TesseraError } from "../../lib/core/errors.ts";
import { FrameConnection, type FrameHeader } from "./frames.ts";
import { type Interpreter, spawnPython } from "./interpreter.ts";
import { sendSignal } from "./kill_group.ts";
import { makePrivateFolder } from "./private_folder.ts";
import { startFailure } from "./start_failure.ts";

/** What the process is started with. */
export interface PythonProcessOptions {
  readonly interpreter: Interpreter;
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** The first frame; see `tessera_worker/worker.py`. */
  readonly setup: Readonly<Record<string, unknown>>;
  /** Absolute path of the module, for messages. */
  readonly modulePath: string;
  /** Told its process id before anything else can happen. */
  readonly onStarted: (pid: number) => void;
  /** Takes frames after the handshake. */
  readonly onFrame: (header: FrameHeader, body: Uint8Array<ArrayBuffer>) => void;
  /** Takes what it prints, from its first instruction on. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Told once how it ended: "exited with code 3", "was ended by SIGSEGV". */
  readonly onExit: (reason: string) => void;
}

/** What a ready process says of itself. */
export interface ReadyFrame extends FrameHeader {
  readonly op: "ready";
  readonly endpoints: readonly string[];
  readonly tesseractCore: string;
  readonly pythonVersion: string;
  readonly hasCompression: boolean;
}

/** A process whose module is loaded. */
export interface PythonProcess {
  readonly info: ReadyFrame;
  send(header: FrameHeader, body?: Uint8Array): void;
  /** Asks the process to stop a call that it may be running. */
  cancel(id: number): void;
}

/**
 * Starts a process and waits until its module is loaded.
 *
 * @throws {TesseraError} `unavailable` without an interpreter or its packages, `bad_input` for a module that breaks
 * the contract, `failed` when the process ends too early.
 */
export async function startPython(options: PythonProcessOptions): Promise<PythonProcess> {
  using folder = makePrivateFolder();
  using listener = Deno.listen({ transport: "unix", path: folder.socket });
  const child = spawnPython(options.interpreter, {
    args: [folder.script],
    env: { ...options.env, TESSERA_WORKER_SOCKET: folder.socket },
    stdin: "null",
  });
  options.onStarted(child.pid);
  const ended = child.status.then((status) => exitText(status));
  const printed = readOutput(child.stdout, options.onOutput);
  ended.then(async (reason) => {
    await Promise.race([printed, lastWords()]);
    options.onExit(reason);
  });
  const early = ended.then((reason): never => {
    throw new TesseraError(
      "failed",
      `Cannot load module "${options.modulePath}": Python ${reason}`,
    );
  });
  early.catch(() => {});
  const conn = await Promise.race([listener.accept(), early]) as Deno.UnixConn;
  const lifeline = await Promise.race([listener.accept(), early]);
  const ready = Promise.withResolvers<ReadyFrame>();
  let isReady = false;
  const connection = new FrameConnection(conn, (header, body) => {
    if (isReady) return options.onFrame(header, body);
    if (header.op === "ready") {
      isReady = true;
      ready.resolve(header as ReadyFrame);
    } else if (header.op === "unready") ready.reject(startFailure(header, options));
  }, () => {
    lifeline.close();
    connection.close();
  });
  connection.send({ op: "setup", ...options.setup });
  const info = await Promise.race([ready.promise, early]);
  return {
    info,
    send: (header, body) => void connection.send(header, body),
    // the signal rings: it must find the frame
    cancel: (id) =>
      void connection.send({ op: "cancel", id }).then(() => sendSignal(child.pid, "SIGINT")),
  };
}

async function readOutput(
  stream: ReadableStream<Uint8Array>,
  onOutput: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) onOutput(bytes);
}

/** Children of a process that ended may hold its output open: what it printed itself has come by then. */
function lastWords(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

function exitText({ code, signal }: Deno.CommandStatus): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}
