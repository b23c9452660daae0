/** @jsxImportSource preact */
/** A button that copies a text. @module */

import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }): JSX.Element {
  const [copied, setCopied] = useState<string>();
  return (
    <button
      type="button"
      class="small copy"
      aria-label={label}
      onClick={async () => setCopied(await copy(text) ? text : undefined)}
    >
      <span aria-live="polite">{copied === text ? "Copied" : "Copy"}</span>
    </button>
  );
}

async function copy(text: string): Promise<boolean> {
  // pages over plain HTTP from another machine have no clipboard of their own
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // not allowed here: the old way may be
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "off-screen";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
  }
}
