/** @jsxImportSource preact */
/** A button that opens a text file. @module */

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";

/** What may be opened, and who gets it. */
export interface OpenButtonProps {
  readonly label: string;
  /** Extensions of files, between commas. */
  readonly accept: string;
  /** Takes the text; what it throws is shown. */
  readonly onText: (text: string) => void;
}

/** Opens a file and says what is wrong with it, if anything. */
export function OpenButton({ label, accept, onText }: OpenButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string>();
  const latest = useRef(onText); // what is filled in may change while the file is read
  latest.current = onText;
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const text = await file.text();
      latest.current(text);
      setFault(undefined);
    } catch (error) {
      setFault(`${file.name}: ${error instanceof Error ? error.message : error}`);
    }
  };
  return (
    <>
      <button type="button" class="small" onClick={() => input.current?.click()}>{label}</button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={(event) => {
          void open(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      {fault !== undefined && <p class="message" role="alert">{fault}</p>}
    </>
  );
}
