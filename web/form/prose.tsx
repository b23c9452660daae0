/** @jsxImportSource preact */
/** What authors write about endpoints and fields. @module */

import type { JSX } from "preact";

/** A text to show. */
export interface ProseProps {
  readonly text: string;
  readonly class: string;
  readonly id?: string;
}

/** Paragraphs, with what stands between backquotes as code. */
export function Prose({ text, ...attributes }: ProseProps): JSX.Element {
  return (
    <div {...attributes}>
      {text.split(/\n\s*\n/).map((paragraph) => (
        <p key={paragraph}>
          {paragraph.split(/(`+[^`]+`+)/).map((part, index) =>
            part.startsWith("`") ? <code key={index}>{part.replaceAll("`", "")}</code> : part
          )}
        </p>
      ))}
    </div>
  );
}
