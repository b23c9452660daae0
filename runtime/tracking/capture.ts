/** Takes what JavaScript code of this thread prints, wherever it prints it. @module */

import { Buffer } from "node:buffer";
import { Console } from "node:console";
import process from "node:process";
import { writeAll } from "./write_all.ts";

/** Takes the bytes of one print. */
export type Print = (bytes: Uint8Array) => void;

/** Who takes what is printed now. */
export interface Listener {
  readonly print: Print;
  /** A console that prints there; it has counters, timers and groups of its own. */
  readonly console: object;
}

const encoder = new TextEncoder();
const thread: { find?: () => Listener | undefined; showLive?: Print } = {};

/**
 * From now on, everything that is printed in this thread with `console`, `process.stdout`,
 * `process.stderr`, `Deno.stdout` or `Deno.stderr` goes to the listener of that moment; while there is
 * none, to where it went before. Further calls change nothing. To be called before the module is
 * loaded, which may keep `console.log` in a variable.
 *
 * What native code and child processes write to the inherited descriptors is not seen here.
 */
export function installCapture(find: () => Listener | undefined): void {
  if (thread.find !== undefined) return;
  thread.find = find;
  thread.showLive = liveOver(Deno.stderr.writeSync.bind(Deno.stderr));
  for (const stream of [Deno.stdout, Deno.stderr]) captureDenoStream(stream, find);
  for (const stream of [process.stdout, process.stderr]) captureNodeStream(stream, find);
  captureConsole(find);
}

/** Writes to stderr, past the capture where there is one. */
export function showLive(bytes: Uint8Array): void {
  thread.showLive ??= liveOver(Deno.stderr.writeSync.bind(Deno.stderr));
  thread.showLive(bytes);
}

function liveOver(writeSync: typeof Deno.stderr.writeSync): Print {
  return (bytes) => {
    try {
      writeAll({ writeSync }, bytes);
    } catch {
      // whoever closed stderr does not want to know
    }
  };
}

/** A console that prints with a function, formatted as Node does and without colours. */
export function consoleOver(print: Print): object {
  const stream = {
    write: (text: string) => (print(encoder.encode(text)), true),
    on: () => stream,
    once: () => stream,
    removeListener: () => stream,
    listenerCount: () => 0,
  };
  // Node's types ask for a whole stream, of which a console uses this much
  const stdout = stream as unknown as NodeJS.WritableStream;
  return new Console({ stdout, stderr: stdout, colorMode: false });
}

type Find = () => Listener | undefined;
type DenoStream = Pick<typeof Deno.stderr, "write" | "writeSync">;

function captureDenoStream(stream: DenoStream, find: Find): void {
  const write = stream.write.bind(stream);
  const writeSync = stream.writeSync.bind(stream);
  stream.writeSync = (bytes) => {
    const listener = find();
    if (listener === undefined) return writeSync(bytes);
    listener.print(bytes);
    return bytes.byteLength;
  };
  stream.write = (bytes) => {
    const listener = find();
    if (listener === undefined) return write(bytes);
    listener.print(bytes);
    return Promise.resolve(bytes.byteLength);
  };
  let writable: WritableStream<Uint8Array> | undefined;
  const get = () => writable ??= new WritableStream({ write: (bytes) => writeAll(stream, bytes) });
  Object.defineProperty(stream, "writable", { get, configurable: true });
}

function captureNodeStream(stream: NodeJS.WriteStream, find: Find): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  const captured = (chunk: unknown, ...rest: unknown[]): boolean => {
    const listener = find();
    if (listener === undefined) return write(chunk, ...rest);
    const [encoding] = rest;
    listener.print(bytesOf(chunk, typeof encoding === "string" ? encoding : "utf8"));
    const done = rest.findLast((item) => typeof item === "function");
    if (done !== undefined) process.nextTick(done as () => void);
    return true;
  };
  stream.write = captured as typeof stream.write;
}

function bytesOf(chunk: unknown, encoding: string): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (!Buffer.isEncoding(encoding)) throw new TypeError(`Unknown encoding: ${encoding}`);
  return Buffer.from(String(chunk), encoding);
}

/** Methods that print; of the others (`clear`, `profile`) nothing would reach a log. */
const CONSOLE_METHODS = [
  "log",
  "debug",
  "info",
  "warn",
  "error",
  "dir",
  "dirxml",
  "table",
  "trace",
  "assert",
  "group",
  "groupCollapsed",
  "groupEnd",
  "count",
  "countReset",
  "time",
  "timeLog",
  "timeEnd",
] as const;

type Method = (...args: unknown[]) => void;

function captureConsole(find: Find): void {
  const target = globalThis.console as unknown as Record<string, Method>;
  for (const name of CONSOLE_METHODS) {
    const original = target[name];
    if (original === undefined) continue;
    const captured = (...args: unknown[]): void => {
      const listener = find();
      const own = (listener?.console as Record<string, Method> | undefined)?.[name];
      (own ?? original)(...args);
    };
    target[name] = Object.defineProperty(captured, "name", { value: name });
  }
}
