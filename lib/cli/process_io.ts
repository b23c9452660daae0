/** The real process behind {@linkcode CliIo}. @module */

import process from "node:process";
import { formatException } from "./error_text.ts";
import { EXIT } from "./exit.ts";
import { trapExit } from "./exit_trap.ts";
import type { CliIo } from "./io.ts";
import { redirectStdout } from "./redirect_stdout.ts";
import { wrapText } from "./wrap_text.ts";
import { writeFully } from "./write_fully.ts";

const encoder = new TextEncoder();

/** Stdin, stdout, stderr, environment and signals of this process. */
export function processIo(): CliIo {
  const interrupted = new AbortController();
  const errColumns = columnsOf(Deno.stderr);
  return {
    env: Deno.env.toObject(),
    isErrTerminal: Deno.stderr.isTerminal(),
    outColumns: columnsOf(Deno.stdout),
    signal: interrupted.signal,
    writeOut: (bytes) => writeFully(Deno.stdout, bytes),
    writeErr: (text) => writeErr(wrapText(text, errColumns)),
    readStdin: async () => await new Response(Deno.stdin.readable).bytes(),
    hostModule,
    catchInterrupts: () => catchInterrupts(interrupted),
    limitTime: async (limitMs, message) => {
      const { startWatchdog } = await import("./watchdog.ts");
      return await startWatchdog(limitMs, message);
    },
  };
}

/** Width of the terminal behind a stream, if it is one. */
function columnsOf(stream: { isTerminal(): boolean }): number | undefined {
  try {
    return stream.isTerminal() ? Deno.consoleSize().columns : undefined;
  } catch {
    return undefined; // a terminal that does not know its size
  }
}

function writeErr(text: string): void {
  try {
    writeFully(Deno.stderr, encoder.encode(text));
  } catch {
    // whoever closed stderr does not want to know
  }
}

function hostModule(): Disposable {
  // typed, so that the compiler knows it does not return
  const endProcess: (code: number) => never = Deno.exit;
  const stdout = redirectStdout();
  const trap = trapExit(({ reason, error }) => {
    writeErr(`Error: Cannot finish: the module ${reason}\n`);
    if (error !== undefined) writeErr(formatException(error, { allFrames: false }));
    return endProcess(EXIT.failed);
  });
  return {
    [Symbol.dispose]() {
      trap[Symbol.dispose]();
      stdout[Symbol.dispose]();
    },
  };
}

function catchInterrupts(interrupted: AbortController): Disposable {
  const onInterrupt = () => {
    interrupted.abort();
    // a second Ctrl-C ends the process as usual
    process.off("SIGINT", onInterrupt);
  };
  process.on("SIGINT", onInterrupt);
  return { [Symbol.dispose]: () => void process.off("SIGINT", onInterrupt) };
}
