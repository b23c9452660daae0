/** The web server of `http_store.ts` in a thread of its own, for tests whose thread is blocked by what they test. @module */

import { type HttpStore, startHttpStore } from "./http_store.ts";

/** Bytes by path, with a slash at its beginning. */
export type StoredFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** What goes wrong. */
export interface ThreadHabits {
  /** The first connection that gives more than this is cut; none when left out. */
  readonly cutAfterBytes?: number;
}

/** A running server. */
export interface HttpStoreThread extends AsyncDisposable {
  /** The URL of its root. */
  readonly url: string;
  /** Every request so far: method, path, and the `Range` header. */
  requests(): Promise<string[]>;
}

type ToThread =
  | { readonly op: "start"; readonly files: StoredFiles; readonly habits: ThreadHabits }
  | { readonly op: "requests" }
  | { readonly op: "stop" };

/** The name by which the thread's side of this file knows itself. */
const NAME = "http-store";

/** Starts a server that keeps these files. */
export async function startHttpStoreThread(
  files: StoredFiles,
  habits: ThreadHabits = {},
): Promise<HttpStoreThread> {
  const worker = new Worker(import.meta.url, { type: "module", name: NAME });
  const ask = async (message: ToThread): Promise<unknown> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage(message);
    return await promise;
  };
  const url = String(await ask({ op: "start", files, habits }));
  return {
    url,
    requests: async () => await ask({ op: "requests" }) as string[],
    async [Symbol.asyncDispose]() {
      await ask({ op: "stop" });
      worker.terminate();
    },
  };
}

/** What is in the scope of a worker. */
interface WorkerScope {
  readonly name?: string;
  onmessage: ((event: MessageEvent<ToThread>) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;
if (scope.name === NAME && typeof scope.postMessage === "function") {
  let store: HttpStore | undefined;
  scope.onmessage = async ({ data }) => {
    if (data.op === "start") {
      store = startHttpStore();
      for (const [path, bytes] of Object.entries(data.files)) store.files.set(path, bytes);
      const { cutAfterBytes } = data.habits;
      if (cutAfterBytes !== undefined) store.proxy.cut("down", cutAfterBytes);
      return scope.postMessage(store.url);
    }
    if (data.op === "requests") return scope.postMessage(store?.requests);
    await store?.[Symbol.asyncDispose]();
    scope.postMessage(undefined);
  };
}
