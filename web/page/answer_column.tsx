/** @jsxImportSource preact */
/** What a call came to, and the same call as code. @module */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SnippetCall } from "../call/snippets.ts";
import { ResultView } from "../result/result_view.tsx";
import type { Api, Endpoint } from "../schema/api.ts";
import { OutputsView } from "./outputs_view.tsx";
import { SnippetsView } from "./snippets_view.tsx";
import type { CallState } from "./use_call.ts";

/** The state of a call and how to write it. */
export interface AnswerColumnProps {
  readonly api: Api;
  readonly endpoint: Endpoint;
  readonly calling: CallState;
  /** Undefined while the form cannot be read. */
  readonly snippetCall: SnippetCall | undefined;
}

/** Result on top; before the first call, what a call gives. */
export function AnswerColumn(props: AnswerColumnProps): JSX.Element {
  const { api, endpoint, calling: { answer, startMs } } = props;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (answer !== undefined && answer.outcome.kind !== "invalid") bringIntoView(box.current);
  }, [answer]);
  const titleId = `${endpoint.name}-result-title`;
  return (
    <div class="answer">
      <section ref={box} class="result-box" aria-labelledby={titleId}>
        <h3 id={titleId}>Result</h3>
        {answer !== undefined
          ? <ResultView answer={answer} endpoint={endpoint.name} />
          : startMs !== undefined
          ? <p class="empty">Waiting for the answer…</p>
          : <OutputsView schema={endpoint.response} document={api.document} />}
      </section>
      <SnippetsView call={props.snippetCall} id={`${endpoint.name}-code`} />
    </div>
  );
}

/** A result may stand below or above what is seen of a long form; where its beginning is seen, nothing moves. */
function bringIntoView(element: HTMLElement | null): void {
  const top = element?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight - 100) element?.scrollIntoView({ block: "start" });
}
