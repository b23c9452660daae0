/** The Python process that checks gradients: started, listened to, ended. @module */

import { type Interpreter, spawnPython } from "../../../runtime/python/interpreter.ts";
import { killGroup, sendSignal } from "../../../runtime/python/kill_group.ts";
import type { CliIo } from "../io.ts";
import type { Payload } from "../payload.ts";
import { GRADIENT_PROGRAM } from "./gradient_program.ts";

/** How long it may take to end once it has reported. */
const END_LIMIT_MS = 5_000;

/** What the process is started with. */
export interface GradientProcessOptions {
  readonly interpreter: Interpreter;
  readonly payload: Payload;
  /** Variables beside those of this process. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs the program and gives its lines. The process has ended when the caller stops listening. Ctrl-C asks it to end
 * with what it has.
 *
 * @param request What the program is told, beside the payload.
 * @throws {TesseraError} `unavailable` when the interpreter cannot be run.
 */
export async function* runGradientProgram(
  { interpreter, payload, variables = {} }: GradientProcessOptions,
  request: object,
  io: CliIo,
): AsyncGenerator<string> {
  using _interrupts = io.catchInterrupts();
  const child = spawnPython(interpreter, {
    args: ["-c", GRADIENT_PROGRAM],
    env: { ...variables },
    stdin: "piped",
  });
  const onInterrupt = () => sendSignal(child.pid, "SIGINT");
  io.signal.addEventListener("abort", onInterrupt);
  const stdin = child.stdin.getWriter();
  const sending = send(stdin, request, payload);
  try {
    yield* linesOf(child.stdout);
  } finally {
    // what the module does at its end takes a moment; threads that it left may take for ever
    using pause = pauseOf(END_LIMIT_MS);
    await Promise.race([child.status, pause.over]);
    killGroup(child.pid);
    io.signal.removeEventListener("abort", onInterrupt);
    await sending;
    await stdin.abort().catch(() => {});
    await child.status;
  }
}

function pauseOf(limitMs: number): Disposable & { readonly over: Promise<void> } {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  return { over, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Its stdin stays open: its end would be that of the process. */
async function send(
  stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
  request: object,
  { bytes }: Payload,
): Promise<void> {
  const head = JSON.stringify({ ...request, payloadBytes: bytes.byteLength });
  try {
    await stdin.write(new TextEncoder().encode(`${head}\n`));
    await stdin.write(bytes);
  } catch {
    // it has ended, and its last line says why
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
