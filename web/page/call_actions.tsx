/** @jsxImportSource preact */
/** The buttons of a form. @module */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { durationText } from "../result/quantities.ts";
import { OpenButton } from "./open_button.tsx";

/** What can be done with a form. */
export interface CallActionsProps {
  readonly endpoint: string;
  /** Start of the call under way, on the clock of `performance.now()`. */
  readonly startMs: number | undefined;
  readonly onCancel: () => void;
  /** Fills the form in from the text of a request; what it throws is shown. */
  readonly onOpen: (text: string) => void;
  readonly onReset: () => void;
}

/** Call, or cancel the call under way; open a request; put the example back. */
export function CallActions(props: CallActionsProps): JSX.Element {
  const { startMs } = props;
  return (
    <div class="actions">
      <button type="submit" class="primary" disabled={startMs !== undefined}>
        Call {props.endpoint}
      </button>
      {startMs !== undefined ? <Running startMs={startMs} onCancel={props.onCancel} /> : (
        <>
          <OpenButton label="Open request…" accept=".json" onText={props.onOpen} />
          <button type="button" class="small" onClick={props.onReset}>Reset to example</button>
        </>
      )}
    </div>
  );
}

function Running({ startMs, onCancel }: { startMs: number; onCancel: () => void }): JSX.Element {
  const [nowMs, setNowMs] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <button type="button" class="small" onClick={onCancel}>Cancel</button>
      <span class="running" role="timer">{durationText(Math.max(0, nowMs - startMs))}</span>
    </>
  );
}
