/** @jsxImportSource preact */
/** Takes an array: typed, pasted, dropped or opened from a file. @module */

import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { ArrayValue } from "../arrays/array_value.ts";
import { elementWriter, nestedText, shortNumber } from "../arrays/element_text.ts";
import { MAX_LISTED_ELEMENTS } from "../arrays/envelope.ts";
import type { ArrayType } from "../arrays/from_numbers.ts";
import { numbersOf } from "../arrays/array_value.ts";
import { statisticsOf } from "../arrays/statistics.ts";
import { ArrayPlot, canPlot } from "../plot/array_plot.tsx";
import { ARRAY_FILE_TYPES, readArrayFile } from "./array_file.ts";
import { controlAttributes, type ControlProps } from "./control_props.ts";
import type { Draft, DraftOf } from "./draft.ts";
import { readArrayText } from "./request_value.ts";

/** Longer text is read once and kept as an array: an editor for it would be slow. */
const MAX_TEXT_CHARS = 100_000;

/** An array field's control. */
export interface ArrayControlProps extends ControlProps<DraftOf<"text"> | DraftOf<"file">> {
  readonly type: ArrayType;
  readonly name: string;
}

/** A place for an array. A scalar is one line. */
export function ArrayControl(props: ArrayControlProps): JSX.Element {
  const { type, draft, onChange, name } = props;
  const [fault, setFault] = useState<string>();
  const [reading, setReading] = useState<string>();
  const [isOver, setOver] = useState(false);
  // while a file is read, other fields change: the handler of now would undo that
  const latest = useRef(onChange);
  latest.current = onChange;
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    setReading(file.name);
    try {
      const array = await readArrayFile(file, type);
      setFault(undefined);
      latest.current({ kind: "file", array, name: file.name });
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setReading(undefined);
    }
  };
  const change = (changed: Draft) => {
    setFault(undefined);
    onChange(changed);
  };
  if (type.shape?.length === 0 && draft.kind === "text") {
    return <ArrayText {...props} draft={draft} onChange={change} />;
  }
  return (
    <div
      class={isOver ? "array-control over" : "array-control"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void open(event.dataTransfer?.files[0]);
      }}
    >
      {draft.kind === "file"
        ? <ArrayFile {...props} draft={draft} onChange={change} />
        : <ArrayText {...props} draft={draft} onChange={change} />}
      <div class="array-foot">
        {draft.kind === "text" && (
          <Found text={draft.text} type={type} isExplained={props.isInvalid} />
        )}
        {reading !== undefined && <span class="found" role="status">reading {reading}…</span>}
        <FileButton label={`Open a file for ${name}`} onFile={open} />
      </div>
      {fault !== undefined && <p class="message" role="alert">{fault}</p>}
    </div>
  );
}

function ArrayText(
  { type, ...props }: Omit<ArrayControlProps, "draft"> & { draft: DraftOf<"text"> },
): JSX.Element {
  const { draft, onChange } = props;
  const onInput = (event: { currentTarget: { value: string } }) => {
    const text = event.currentTarget.value;
    const array = text.length > MAX_TEXT_CHARS ? tryRead(text, type) : undefined;
    onChange(
      array instanceof Error || array === undefined
        ? { kind: "text", text }
        : { kind: "file", array, name: "pasted text" },
    );
  };
  const shared = { ...controlAttributes(props), class: "code", spellcheck: false, onInput };
  if (type.shape?.length === 0) {
    return (
      <input {...shared} type="text" inputMode="decimal" autocomplete="off" value={draft.text} />
    );
  }
  const lines = draft.text.split("\n").length;
  return <textarea {...shared} rows={Math.min(10, Math.max(1, lines))} value={draft.text} />;
}

function ArrayFile(
  { id, draft, onChange, name }: Omit<ArrayControlProps, "draft"> & { draft: DraftOf<"file"> },
): JSX.Element {
  const { array } = draft;
  const [isOpen, setOpen] = useState(false);
  const statistics = useMemo(() => statisticsOf(numbersOf(array)), [array]);
  return (
    <div class="array-file" id={id} tabIndex={-1}>
      <p>
        <strong>{draft.name}</strong>{" "}
        <span class="type">{array.dtype} [{array.shape.join(", ")}]</span>
        {statistics !== undefined && (
          <span class="type">{shortNumber(statistics.min)} … {shortNumber(statistics.max)}</span>
        )}
      </p>
      {canPlot(array) && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Plot</summary>
          {isOpen && <ArrayPlot array={array} label={name} />}
        </details>
      )}
      <button
        type="button"
        class="small"
        onClick={() => onChange({ kind: "text", text: textFor(array) })}
      >
        {array.size <= MAX_LISTED_ELEMENTS ? "Edit as text" : "Type another"}
      </button>
    </div>
  );
}

/** What stands in the text; why it cannot be read only until that is said beside the field. */
function Found(
  { text, type, isExplained }: { text: string; type: ArrayType; isExplained: boolean },
): JSX.Element | null {
  const found = useMemo(() => tryRead(text, type), [text, type]);
  if (found instanceof Error) {
    if (isExplained) return null;
    return <span class="found wrong">{text.trim() === "" ? "nothing yet" : found.message}</span>;
  }
  const shape = found.shape.length === 0 ? "a single number" : `shape [${found.shape.join(", ")}]`;
  return <span class="found">{shape}</span>;
}

function FileButton(
  { label, onFile }: { label: string; onFile: (file: File | undefined) => Promise<void> },
): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="quiet"
        title="Or drop it here: .npy, .json, .csv"
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        Open file…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ARRAY_FILE_TYPES}
        onChange={(event) => {
          void onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

function tryRead(text: string, type: ArrayType): ArrayValue | Error {
  try {
    return readArrayText(text, type);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function textFor(array: ArrayValue): string {
  return array.size <= MAX_LISTED_ELEMENTS ? nestedText(array, elementWriter(array)) : "";
}
