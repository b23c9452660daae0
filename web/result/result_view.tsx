/** @jsxImportSource preact */
/** What a call came to: the result, or why there is none. @module */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Answer } from "../call/send.ts";
import type { Failure } from "../call/outcome.ts";
import { ArrayResult } from "./array_result.tsx";
import { download } from "./download.ts";
import { durationText, sizeText } from "./quantities.ts";
import { type ResultNode, resultTree } from "./result_tree.ts";

/** Shows an answer. */
export function ResultView(
  { answer, endpoint }: { answer: Answer; endpoint: string },
): JSX.Element {
  const { outcome } = answer;
  return (
    <div class="result">
      <StatusLine answer={answer} />
      {outcome.kind === "answered" && (
        <>
          <Tree json={outcome.json} endpoint={endpoint} />
          <p class="result-foot">
            <button
              type="button"
              class="small"
              onClick={() => download(`${endpoint}.json`, outcome.text)}
            >
              Save the whole answer as JSON
            </button>
          </p>
        </>
      )}
      {outcome.kind === "large" && (
        <div class="failure">
          <p>The answer is too large to be shown here.</p>
          <button
            type="button"
            class="small"
            onClick={() => download(`${endpoint}.json`, outcome.blob)}
          >
            Save it as JSON
          </button>
        </div>
      )}
      {outcome.kind === "invalid" && (
        <p>The server found something wrong with the inputs: see the form.</p>
      )}
      {outcome.kind === "failed" && <FailureView failure={outcome.failure} />}
      {outcome.kind === "cancelled" && (
        <p class="empty">Cancelled. The server stops the call, too.</p>
      )}
    </div>
  );
}

/** Says why there is no result, and what to do. */
export function FailureView({ failure }: { failure: Failure }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p class="failure-title">{failure.title}</p>
      {failure.said !== undefined && <pre class="said">{failure.said}</pre>}
      <p>{failure.hint}</p>
    </div>
  );
}

function StatusLine({ answer }: { answer: Answer }): JSX.Element {
  const { status, durationMs, sizeBytes, contentType, outcome } = answer;
  const isGood = outcome.kind === "answered" || outcome.kind === "large";
  return (
    <p class="status" role="status">
      <span class={isGood ? "badge good" : "badge bad"}>
        {status === undefined ? "no answer" : `${status} ${STATUS_WORDS[status] ?? ""}`.trim()}
      </span>
      <span>{durationText(durationMs)}</span>
      {status !== undefined && <span>{sizeText(sizeBytes)}</span>}
      {isGood && <span>{contentType.replace("application/", "")}</span>}
    </p>
  );
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: "OK",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  406: "Not Acceptable",
  413: "Content Too Large",
  422: "Invalid Input",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function Tree({ json, endpoint }: { json: unknown; endpoint: string }): JSX.Element {
  const node = useMemo(() => resultTree(json), [json]);
  return <Node node={node} path={endpoint} />;
}

function Node({ node, path }: { node: ResultNode; path: string }): JSX.Element {
  switch (node.kind) {
    case "array":
      return <ArrayResult array={node.array} name={path} />;
    case "plain":
      return <p class="scalar">{node.text}</p>;
    case "items":
      return (
        <div class="parts">
          {node.items.map((item, index) => (
            <Part key={index} name={`[${index}]`} node={item} path={`${path}.${index}`} />
          ))}
        </div>
      );
    case "parts":
      return (
        <div class="parts">
          {node.parts.map(([name, part]) => (
            <Part key={name} name={name} node={part} path={`${path}.${name}`} />
          ))}
          {node.parts.length === 0 && <p class="left-out">empty</p>}
        </div>
      );
  }
}

function Part({ name, node, path }: { name: string; node: ResultNode; path: string }): JSX.Element {
  return (
    <section class={`part part-${node.kind}`} aria-label={name}>
      <h4 class="name">{name}</h4>
      <Node node={node} path={path} />
    </section>
  );
}
