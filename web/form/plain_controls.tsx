/** @jsxImportSource preact */
/** Controls for single values. @module */

import type { JSX } from "preact";
import type { Field } from "../schema/field.ts";
import { controlAttributes, type ControlProps } from "./control_props.ts";
import type { DraftOf } from "./draft.ts";

/** A line of text, or several where the text has several. */
export function TextControl(
  { field, ...props }: ControlProps<DraftOf<"text">> & { field: Field },
): JSX.Element {
  const { draft, onChange } = props;
  const onInput = (event: { currentTarget: { value: string } }) =>
    onChange({ kind: "text", text: event.currentTarget.value });
  const isLong = field.kind === "json" || draft.text.includes("\n");
  if (isLong) {
    return (
      <textarea
        {...controlAttributes(props)}
        class="code"
        rows={Math.min(10, Math.max(2, draft.text.split("\n").length))}
        spellcheck={false}
        value={draft.text}
        onInput={onInput}
      />
    );
  }
  const isNumber = field.kind === "number";
  return (
    <input
      {...controlAttributes(props)}
      type="text"
      class={field.kind === "text" ? "" : "code"}
      autocomplete="off"
      spellcheck={false}
      inputMode={isNumber ? (field.isInteger ? "numeric" : "decimal") : "text"}
      value={draft.text}
      onInput={onInput}
    />
  );
}

/** True or false. */
export function FlagControl(props: ControlProps<DraftOf<"flag">>): JSX.Element {
  const { draft, onChange } = props;
  return (
    <span class="flag">
      <input
        {...controlAttributes(props)}
        type="checkbox"
        checked={draft.value}
        onChange={(event) => onChange({ kind: "flag", value: event.currentTarget.checked })}
      />
      <span aria-hidden="true">{String(draft.value)}</span>
    </span>
  );
}

/** One of given values. */
export function ChoiceControl(
  { options, ...props }: ControlProps<DraftOf<"choice">> & { options: readonly unknown[] },
): JSX.Element {
  const { draft, onChange } = props;
  return (
    <select
      {...controlAttributes(props)}
      value={String(draft.index)}
      disabled={options.length === 1}
      onChange={(event) => onChange({ kind: "choice", index: Number(event.currentTarget.value) })}
    >
      {options.map((option, index) => (
        <option key={index} value={String(index)}>
          {typeof option === "string" ? option : JSON.stringify(option)}
        </option>
      ))}
    </select>
  );
}
