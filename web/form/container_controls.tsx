/** @jsxImportSource preact */
/** Controls for lists, tuples, dicts and fields of several types. @module */

import type { ComponentChildren, FunctionComponent, JSX } from "preact";
import { useContext } from "preact/hooks";
import { type Field, fieldOf } from "../schema/field.ts";
import type { Schema } from "../schema/json_schema.ts";
import type { ControlProps, FieldViewProps } from "./control_props.ts";
import type { Draft, DraftOf, FieldPath } from "./draft.ts";
import { draftOf, exampleDraft } from "./fill_in.ts";
import { FormContextOf } from "./form_context.ts";
import { typeText } from "./type_text.ts";

/** Containers are given the view of what they contain, which itself shows containers. */
interface ContainerProps<D extends Draft> extends ControlProps<D> {
  readonly path: FieldPath;
  readonly View: FunctionComponent<FieldViewProps>;
}

/** The items of a list, which can be added and removed, or of a tuple, which cannot. */
export function ItemsControl(
  { field, draft, onChange, path, id, View }: ContainerProps<DraftOf<"items">> & { field: Field },
): JSX.Element {
  const { document } = useContext(FormContextOf);
  const { items } = draft;
  const schemaAt = (index: number): Schema =>
    field.kind === "list" ? field.item : field.kind === "tuple" ? field.items[index] ?? {} : {};
  const change = (changed: readonly Draft[]) => onChange({ kind: "items", items: changed });
  return (
    <div class="fields" id={id} tabIndex={-1}>
      {items.map((item, index) => (
        <View
          key={index}
          schema={schemaAt(index)}
          name={`[${index}]`}
          path={[...path, index]}
          draft={item}
          onChange={(changed) => changed && change(items.with(index, changed))}
        >
          {field.kind === "list" && (
            <button
              type="button"
              class="quiet"
              aria-label={`Remove item ${index}`}
              onClick={() => change(items.toSpliced(index, 1))}
            >
              Remove
            </button>
          )}
        </View>
      ))}
      {field.kind === "list" && (
        <button
          type="button"
          class="small"
          onClick={() => change([...items, items.at(-1) ?? exampleDraft(field.item, document)])}
        >
          Add an item
        </button>
      )}
    </div>
  );
}

/** The entries of a dict with their keys. */
export function EntriesControl(
  { field, draft, onChange, path, id, View }: ContainerProps<DraftOf<"entries">> & {
    field: Extract<Field, { kind: "dict" }>;
  },
): JSX.Element {
  const { document, following } = useContext(FormContextOf);
  const isFollowing = path.length === 1 && following.includes(String(path[0]));
  const { entries } = draft;
  const change = (changed: typeof entries) => onChange({ kind: "entries", entries: changed });
  const add = () => {
    const draft = entries.at(-1)?.draft ?? exampleDraft(field.value, document);
    change([...entries, { key: newKey(entries.map(({ key }) => key)), draft }]);
  };
  return (
    <div class="fields" id={id} tabIndex={-1}>
      {entries.map((entry, index) => (
        <View
          key={index}
          schema={field.value}
          name={entry.key}
          path={[...path, entry.key]}
          draft={entry.draft}
          onChange={(changed) =>
            changed && change(entries.with(index, { ...entry, draft: changed }))}
        >
          {field.keys === undefined && !isFollowing && (
            <input
              type="text"
              class="code key"
              aria-label={`Name of entry ${index + 1}`}
              value={entry.key}
              onInput={(event) =>
                change(entries.with(index, { ...entry, key: event.currentTarget.value }))}
            />
          )}
          {!isFollowing && (
            <button
              type="button"
              class="quiet"
              aria-label={`Remove ${entry.key}`}
              onClick={() => change(entries.toSpliced(index, 1))}
            >
              Remove
            </button>
          )}
        </View>
      ))}
      {!isFollowing && <button type="button" class="small" onClick={add}>Add an entry</button>}
    </div>
  );
}

/** Chooses the type of a field that takes several; below it stands the field of that type. */
export function UnionControl(
  { field, draft, onChange, name, id, children }: ControlProps<DraftOf<"union">> & {
    field: Extract<Field, { kind: "union" }>;
    name: string;
    children: ComponentChildren;
  },
): JSX.Element {
  const { document } = useContext(FormContextOf);
  return (
    <div class="union">
      <select
        aria-label={`Type of ${name}`}
        id={`${id}-type`}
        value={String(draft.index)}
        onChange={(event) => {
          const index = Number(event.currentTarget.value);
          const option = field.options[index] ?? {};
          onChange({ kind: "union", index, draft: draftOf(option, undefined, document) });
        }}
      >
        {field.options.map((option, index) => (
          <option key={index} value={String(index)}>{optionText(option, document)}</option>
        ))}
      </select>
      {children}
    </div>
  );
}

function optionText(option: Schema, document: Schema): string {
  const reference = typeof option.$ref === "string" ? option.$ref.split("/").at(-1) : undefined;
  const title = reference ?? (typeof option.title === "string" ? option.title : undefined);
  const field = fieldOf(option, document);
  if (field.kind === "choice" && field.options.length === 1) {
    return JSON.stringify(field.options[0]);
  }
  return field.kind === "model" && title !== undefined
    ? title.replace(/^[A-Z][A-Za-z]*_/, "")
    : typeText(field) || "model";
}

function newKey(taken: readonly string[]): string {
  for (let number = 1;; number++) {
    const key = number === 1 ? "key" : `key${number}`;
    if (!taken.includes(key)) return key;
  }
}
