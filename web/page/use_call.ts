/** Calls an endpoint and keeps what came of it. @module */

import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, send } from "../call/send.ts";
import type { Api } from "../schema/api.ts";

/** Where calls go. */
export interface Connection {
  /** Base URL of the server, with a slash at the end. */
  readonly base: string;
  readonly token: string | undefined;
}

/** A call under way, or what the last one came to. */
export interface CallState {
  /** Start of the call under way, on the clock of `performance.now()`. */
  readonly startMs: number | undefined;
  readonly answer: Answer | undefined;
  readonly call: (endpoint: string, body: string) => Promise<Answer>;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** Arrays come as base64 where the server has it: exact, with NaN and infinities, and fast to read. */
function acceptFor(api: Api): string {
  return api.formats.includes("json+base64") ? "application/json+base64" : "application/json";
}

/** One call at a time; it ends when the page is left. */
export function useCall(api: Api, { base, token }: Connection): CallState {
  const [startMs, setStartMs] = useState<number>();
  const [answer, setAnswer] = useState<Answer>();
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  return {
    startMs,
    answer,
    async call(endpoint, body) {
      const own = new AbortController();
      controller.current = own;
      setAnswer(undefined);
      setStartMs(performance.now());
      const accept = acceptFor(api);
      const answer = await send(base, { path: endpoint, body, accept, token, signal: own.signal });
      setStartMs(undefined);
      setAnswer(answer);
      return answer;
    },
    cancel: () => controller.current?.abort(),
    clear: () => setAnswer(undefined),
  };
}
