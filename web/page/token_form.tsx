/** @jsxImportSource preact */
/** Asks for the server's token. @module */

import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** A token that was given, and whether the server has refused one before. */
export interface TokenFormProps {
  readonly wasRefused: boolean;
  readonly onToken: (token: string) => void;
}

/** A form with one field. */
export function TokenForm({ wasRefused, onToken }: TokenFormProps): JSX.Element {
  const [token, setToken] = useState("");
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== "") onToken(token.trim());
      }}
    >
      <h2>This server asks for a token</h2>
      <p>
        Its owner finds the token in the file that <code>tessera serve</code>{" "}
        named when it started. It is kept in this tab only, until you close it.
      </p>
      <div class="field">
        <label for="token" class="name">Token</label>
        <input
          id="token"
          type="password"
          class="code"
          autocomplete="off"
          spellcheck={false}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
          {...(wasRefused ? { "aria-invalid": "true", "aria-describedby": "token-error" } : {})}
        />
        {wasRefused && (
          <p id="token-error" class="message" role="alert">
            The server does not accept that token. Copy all of it, without blanks.
          </p>
        )}
      </div>
      <p class="actions">
        <button type="submit" class="primary">Continue</button>
      </p>
    </form>
  );
}
