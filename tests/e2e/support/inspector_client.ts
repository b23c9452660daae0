/** A debugger, as far as tests need one: the inspector protocol over a WebSocket. @module */

import type { BackgroundProcess } from "./background_process.ts";

/** What the inspector sends by itself. */
export interface InspectorEvent {
  readonly method: string;
  // deno-lint-ignore no-explicit-any -- the protocol is not typed here
  readonly params: any;
}

/** The URL that the n-th thread (from 0) of a process says its debugger listens on. */
export async function debuggerUrl(process: BackgroundProcess, nth = 0): Promise<string> {
  for (;;) {
    const urls = Array.from(
      process.stderr.matchAll(/^Debugger listening on (ws:\S+)\n/gm),
      ([, url = ""]) => url,
    );
    const url = urls[nth];
    if (url !== undefined) return url;
    if (process.hasEnded) throw new Error(`No debugger listens:\n${process.stderr}`);
    await process.stderrChange();
  }
}

/** A debugger that is attached until the end of the scope. */
export class InspectorClient implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #events: InspectorEvent[] = [];
  #wake = Promise.withResolvers<void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
  }

  /** Attaches to a thread. */
  static async attach(url: string): Promise<InspectorClient> {
    const socket = new WebSocket(url);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`Cannot attach to ${url}`));
    await promise;
    return new InspectorClient(socket);
  }

  /** Sends a command and gives its result. */
  // deno-lint-ignore no-explicit-any -- the protocol is not typed here
  async send(method: string, params: object = {}): Promise<any> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return await answer.promise;
  }

  /** The next event of a kind that has not been taken yet. */
  // deno-lint-ignore no-explicit-any -- the protocol is not typed here
  async event(method: string, fits = (_params: any): boolean => true): Promise<any> {
    for (;;) {
      const at = this.#events.findIndex((event) => event.method === method && fits(event.params));
      if (at !== -1) return this.#events.splice(at, 1)[0]?.params;
      await this.#wake.promise;
    }
  }

  /** Detaches; a thread that stood still goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = Promise.withResolvers<void>();
    this.#socket.onclose = () => closed.resolve();
    this.#socket.close();
    await closed.promise;
  }

  #receive(message: { id?: number; result?: unknown; error?: object } & InspectorEvent): void {
    if (message.id === undefined) {
      this.#events.push(message);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
      return;
    }
    const answer = this.#answers.get(message.id);
    this.#answers.delete(message.id);
    if (message.error === undefined) answer?.resolve(message.result);
    else answer?.reject(new Error(JSON.stringify(message.error)));
  }
}
