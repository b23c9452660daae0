/** @jsxImportSource preact */
/** A field of a form with its label, description and errors, whatever its kind. @module */

import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { descriptionOf, type Field, fieldOf } from "../schema/field.ts";
import { ArrayControl } from "./array_control.tsx";
import { EntriesControl, ItemsControl, UnionControl } from "./container_controls.tsx";
import type { ControlProps, FieldViewProps } from "./control_props.ts";
import { type Draft, fieldId, type FieldPath, pathKey } from "./draft.ts";
import { exampleDraft } from "./fill_in.ts";
import { FormContextOf } from "./form_context.ts";
import { PathsControl } from "./paths_control.tsx";
import { ChoiceControl, FlagControl, TextControl } from "./plain_controls.tsx";
import { Prose } from "./prose.tsx";
import { typeText } from "./type_text.ts";

/** A field: label, type, description, control, errors. */
export function FieldView(props: FieldViewProps): JSX.Element {
  const { schema, name, path, draft, isOptional = false } = props;
  const { document, form, messages, onTouch } = useContext(FormContextOf);
  const onChange = (changed: Draft | undefined) => {
    onTouch(pathKey(path));
    props.onChange(changed);
  };
  const field = fieldOf(schema, document);
  const description = descriptionOf(schema, document);
  const id = fieldId(form, path);
  const found = messages.get(pathKey(path)) ?? [];
  const describedBy = [
    ...(description === undefined ? [] : [`${id}-help`]),
    ...(found.length === 0 ? [] : [`${id}-errors`]),
  ].join(" ");
  const isGroup = ["model", "list", "tuple", "dict", "paths"].includes(field.kind);
  const Label = isGroup ? "span" : "label";
  return (
    <div
      class={`field kind-${field.kind}${found.length > 0 ? " invalid" : ""}`}
      {...(isGroup && field.kind !== "paths"
        ? { role: "group", "aria-labelledby": `${id}-label` }
        : {})}
    >
      <div class="field-head">
        <Label id={`${id}-label`} class="name" {...(isGroup ? {} : { for: id })}>{name}</Label>
        <span class="type">{typeText(field)}</span>
        {field.kind === "array" && field.isDifferentiable && (
          <span class="mark" title="Differentiable">∂</span>
        )}
        {props.children}
        {isOptional && (
          <button
            type="button"
            class="quiet"
            aria-label={draft === undefined ? `Fill in ${name}` : `Leave out ${name}`}
            onClick={() =>
              onChange(draft === undefined ? exampleDraft(schema, document) : undefined)}
          >
            {draft === undefined ? "Fill in" : "Leave out"}
          </button>
        )}
      </div>
      {description !== undefined && <Prose id={`${id}-help`} class="help" text={description} />}
      {draft === undefined ? <p class="left-out">left out</p> : (
        <Control
          field={field}
          name={name}
          path={path}
          id={id}
          draft={draft}
          onChange={onChange}
          describedBy={describedBy === "" ? undefined : describedBy}
          isInvalid={found.length > 0}
        />
      )}
      {found.length > 0 && (
        <ul id={`${id}-errors`} class="messages">
          {found.map((message) => <li key={message} class="message">{message}</li>)}
        </ul>
      )}
    </div>
  );
}

interface AnyControlProps extends ControlProps<Draft> {
  readonly field: Field;
  readonly name: string;
  readonly path: FieldPath;
}

function Control({ field, name, path, ...props }: AnyControlProps): JSX.Element {
  const { draft } = props;
  const { paths, document } = useContext(FormContextOf);
  switch (draft.kind) {
    case "text":
      return field.kind === "array"
        ? <ArrayControl {...props} draft={draft} type={field.type} name={name} />
        : <TextControl {...props} draft={draft} field={field} />;
    case "file":
      return field.kind === "array"
        ? <ArrayControl {...props} draft={draft} type={field.type} name={name} />
        : <Unfit kind={field.kind} />;
    case "flag":
      return <FlagControl {...props} draft={draft} />;
    case "choice":
      return (
        <ChoiceControl
          {...props}
          draft={draft}
          options={field.kind === "choice" ? field.options : []}
        />
      );
    case "paths":
      return (
        <PathsControl
          {...props}
          draft={draft}
          known={[...(field.kind === "paths" ? field.known : []), ...(paths[name] ?? [])]}
          isOpen={field.kind === "paths" && field.hasPatterns}
        />
      );
    case "model":
      return field.kind === "model"
        ? <ModelFields {...props} draft={draft} field={field} path={path} />
        : <Unfit kind={field.kind} />;
    case "items":
      return <ItemsControl {...props} draft={draft} field={field} path={path} View={FieldView} />;
    case "entries":
      return field.kind === "dict"
        ? <EntriesControl {...props} draft={draft} field={field} path={path} View={FieldView} />
        : <Unfit kind={field.kind} />;
    case "union":
      return field.kind === "union"
        ? (
          <UnionControl {...props} draft={draft} field={field} name={name}>
            <Control
              {...props}
              field={fieldOf(field.options[draft.index] ?? {}, document)}
              name={name}
              path={path}
              draft={draft.draft}
              onChange={(inner) => props.onChange({ ...draft, draft: inner })}
            />
          </UnionControl>
        )
        : <Unfit kind={field.kind} />;
    case "null":
      return <p class="left-out" id={props.id} tabIndex={-1}>null</p>;
  }
}

/** The fields of a model, one under the other. */
export function ModelFields(
  { field, draft, onChange, path, id }: ControlProps<Extract<Draft, { kind: "model" }>> & {
    field: Extract<Field, { kind: "model" }>;
    path: FieldPath;
  },
): JSX.Element {
  return (
    <div class="fields" id={id} tabIndex={-1}>
      {field.properties.map(({ name, schema, isRequired }) => (
        <FieldView
          key={name}
          schema={schema}
          name={name}
          path={[...path, name]}
          draft={draft.fields[name]}
          isOptional={!isRequired}
          onChange={(part) =>
            onChange({ kind: "model", fields: { ...draft.fields, [name]: part } })}
        />
      ))}
      {field.properties.length === 0 && <p class="left-out">has no fields</p>}
    </div>
  );
}

function Unfit({ kind }: { kind: Field["kind"] }): JSX.Element {
  return <p class="message">This page cannot show a field of kind {kind} here: reload it</p>;
}
