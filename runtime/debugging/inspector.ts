/** Opens V8's inspector, which Chrome, VS Code and other debuggers attach to. @module */

import { TesseraError } from "../../lib/core/errors.ts";

/** Where a debugger can attach, and whether it is waited for. */
export interface InspectSetup {
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Whether the module is loaded only once a debugger has attached. */
  readonly waits: boolean;
}

/**
 * Makes this thread visible to debuggers; with `waits`, blocks until one has attached, stands still there so
 * that breakpoints can be set, and goes on when it is told to.
 *
 * A process has one inspector server: threads that open it after the first are listed there, too, whatever
 * address they ask for.
 *
 * @param tell Takes what the user should read, line by line, before any waiting.
 * @throws {TesseraError} `unavailable` when the address cannot be had.
 */
export async function openInspector(
  setup: InspectSetup,
  tell: (line: string) => void,
): Promise<void> {
  const inspector = await import("node:inspector");
  try {
    inspector.open(setup.port, setup.host);
  } catch (cause) {
    throw new TesseraError(
      "unavailable",
      `Cannot open the inspector on ${setup.host}:${setup.port}: ` +
        (isTaken(cause)
          ? "the port is in use"
          : `${cause instanceof Error ? cause.message : cause}`),
      { hint: "Pass --inspect=127.0.0.1:0 for any free port of this machine", cause },
    );
  }
  tell(`Debugger listening on ${inspector.url()}`);
  tell(
    "Attach with chrome://inspect or an editor; whoever reaches this address can run code as you",
  );
  if (!setup.waits) return;
  tell("Waiting for a debugger; once it has attached, set breakpoints and resume");
  inspector.waitForDebugger();
  tell("Loading the module for the debugger");
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
