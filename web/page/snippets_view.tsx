/** @jsxImportSource preact */
/** The call as code to copy. @module */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  type Language,
  LANGUAGES,
  REQUEST_FILE,
  snippet,
  type SnippetCall,
  usesFile,
} from "../call/snippets.ts";
import { writeJson } from "../call/write_json.ts";
import { download } from "../result/download.ts";
import { CopyButton } from "./copy_button.tsx";

/** Shows a call in a language that can be chosen; nothing to show while the form cannot be read. */
export function SnippetsView(
  { call, id }: { call: SnippetCall | undefined; id: string },
): JSX.Element {
  const [language, setLanguage] = useState<Language>("curl");
  const text = call === undefined ? "" : snippet(language, call);
  return (
    <section class="snippets" aria-labelledby={`${id}-title`}>
      <div class="snippets-head">
        <h3 id={`${id}-title`}>The same call</h3>
        <div class="tabs" role="group" aria-label="Language">
          {LANGUAGES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === language}
              onClick={() => setLanguage(name)}
            >
              {name}
            </button>
          ))}
        </div>
        {call !== undefined && <CopyButton text={text} label={`Copy the ${language} call`} />}
      </div>
      {call === undefined
        ? <p class="empty">Shown when every field can be read.</p>
        : <pre class="code" tabIndex={0}>{text}</pre>}
      {call?.needsToken === true && (
        <p class="note">Put the token in the environment variable TESSERA_TOKEN.</p>
      )}
      {call !== undefined && usesFile(language, call.request) && (
        <button
          type="button"
          class="small"
          onClick={() => download(REQUEST_FILE, writeJson(call.request))}
        >
          Save {REQUEST_FILE}
        </button>
      )}
    </section>
  );
}
