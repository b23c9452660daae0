/** @jsxImportSource preact */
/** What has to be corrected in a form, in one place, with the way to each field. @module */

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { fieldId, type FieldPath, pathKey, pathText } from "../form/draft.ts";
import type { Messages } from "../form/request_value.ts";

/** A form's name and what is wrong in it. */
export interface ErrorSummaryProps {
  readonly form: string;
  readonly messages: Messages;
}

/** Lists every field with a message, and moves the focus to the first one when the list is new. */
export function ErrorSummary({ form, messages }: ErrorSummaryProps): JSX.Element | null {
  useEffect(() => focusFirst(form, messages), [messages]);
  if (messages.size === 0) return null;
  const paths = [...messages.keys()].map((key) => JSON.parse(key) as FieldPath);
  return (
    <div class="summary" role="alert">
      <p>
        {messages.size === 1 ? "One thing has" : `${messages.size} things have`} to be corrected:
      </p>
      <ul>
        {paths.map((path) => (
          <li key={pathKey(path)}>
            {path.length > 0 && (
              <button
                type="button"
                class="quiet"
                onClick={() => focusField(form, path)}
              >
                {pathText(path)}
              </button>
            )}
            {messages.get(pathKey(path))?.join("; ")}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A list that only shrinks while somebody types into a field leaves the focus there. */
function focusFirst(form: string, messages: Messages): void {
  const [key] = messages.keys();
  if (key === undefined) return;
  const path = JSON.parse(key) as FieldPath;
  const isTyping = document.activeElement?.matches("input, textarea, select") === true &&
    document.activeElement.getAttribute("aria-invalid") === null;
  if (path.length > 0 && !isTyping) focusField(form, path);
}

function focusField(form: string, path: FieldPath): void {
  const element = document.getElementById(fieldId(form, path));
  element?.focus();
  element?.scrollIntoView({ block: "center" });
}
