/** @jsxImportSource preact */
/** Chooses paths of differentiable arrays. @module */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ControlProps } from "./control_props.ts";
import type { DraftOf } from "./draft.ts";

/** What can be chosen. */
export interface PathsControlProps extends ControlProps<DraftOf<"paths">> {
  readonly known: readonly string[];
  /** Whether paths may be given that are not listed, such as those of dict entries. */
  readonly isOpen: boolean;
}

/** A box to tick for each known path, and a line for others. */
export function PathsControl({ known, isOpen, ...props }: PathsControlProps): JSX.Element {
  const { id, draft, onChange } = props;
  const listed = [...new Set([...known, ...draft.paths])];
  const choose = (path: string, isChosen: boolean) => {
    const chosen = listed.filter((other) =>
      other === path ? isChosen : draft.paths.includes(other)
    );
    onChange({ kind: "paths", paths: chosen });
  };
  return (
    <div
      id={id}
      class="paths"
      role="group"
      tabIndex={-1}
      aria-labelledby={`${id}-label`}
      aria-describedby={props.describedBy}
    >
      {listed.map((path) => (
        <label key={path} class="path">
          <input
            type="checkbox"
            checked={draft.paths.includes(path)}
            onChange={(event) => choose(path, event.currentTarget.checked)}
          />
          <code>{path}</code>
        </label>
      ))}
      {isOpen && (
        <OtherPath
          onAdd={(path) => onChange({ kind: "paths", paths: [...new Set([...draft.paths, path])] })}
        />
      )}
    </div>
  );
}

function OtherPath({ onAdd }: { onAdd: (path: string) => void }): JSX.Element {
  const [path, setPath] = useState("");
  const add = () => {
    if (path.trim() === "") return;
    onAdd(path.trim());
    setPath("");
  };
  return (
    <span class="other-path">
      <input
        type="text"
        class="code"
        aria-label="Another path"
        placeholder="another path, as in named.{key}"
        spellcheck={false}
        value={path}
        onInput={(event) => setPath(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <button type="button" class="small" onClick={add}>Add</button>
    </span>
  );
}
