/** @jsxImportSource preact */
/** What an endpoint gives back, before it has been called. @module */

import type { JSX } from "preact";
import { typeText } from "../form/type_text.ts";
import { descriptionOf, fieldOf } from "../schema/field.ts";
import type { Schema } from "../schema/json_schema.ts";

const MAX_DEPTH = 4;

/** The outputs with their types and descriptions. */
export function OutputsView(
  { schema, document }: { schema: Schema; document: Schema },
): JSX.Element {
  return (
    <div class="outputs">
      <p class="empty">Nothing called yet. A call gives:</p>
      <Outputs schema={schema} document={document} depth={0} />
    </div>
  );
}

function Outputs(
  { schema, document, depth }: { schema: Schema; document: Schema; depth: number },
): JSX.Element | null {
  const field = fieldOf(schema, document);
  if (depth > MAX_DEPTH) return null;
  if (field.kind === "dict") {
    return <OutputList parts={[["each name", field.value]]} document={document} depth={depth} />;
  }
  if (field.kind !== "model") return null;
  const parts = field.properties.map(({ name, schema }) => [name, schema] as const);
  return <OutputList parts={parts} document={document} depth={depth} />;
}

function OutputList(
  { parts, document, depth }: {
    parts: readonly (readonly [string, Schema])[];
    document: Schema;
    depth: number;
  },
): JSX.Element {
  return (
    <ul>
      {parts.map(([name, schema]) => (
        <li key={name}>
          <span class={name.includes(" ") ? "" : "name"}>{name}</span>{" "}
          <span class="type">{typeText(fieldOf(schema, document))}</span>{" "}
          <span class="help">{descriptionOf(schema, document)}</span>
          <Outputs schema={schema} document={document} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}
