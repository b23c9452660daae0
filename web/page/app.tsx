/** @jsxImportSource preact */
/** The page: reads what the server offers, asks for a token where one is needed, shows the endpoints. @module */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../call/outcome.ts";
import { send } from "../call/send.ts";
import { storedToken, storeToken } from "../call/token.ts";
import { FailureView } from "../result/result_view.tsx";
import { type Api, readApi } from "../schema/api.ts";
import { ModulePage } from "./module_page.tsx";
import { TokenForm } from "./token_form.tsx";

/** What stands between somebody and the module. */
type Gate =
  | { readonly kind: "loading" }
  | { readonly kind: "needs_token" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The whole page for the server at a base URL. */
export function App({ base }: { base: string }): JSX.Element {
  const [gate, setGate] = useState<Gate | undefined>({ kind: "loading" });
  const [api, setApi] = useState<Api>();
  const [token, setToken] = useState(storedToken);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    void load(base, token).then((loaded) => {
      if (!isCurrent) return;
      setGate("kind" in loaded ? loaded : undefined);
      // the same module, read with another token, keeps what is filled in
      if (!("kind" in loaded)) setApi((before) => isSame(before, loaded) ? before : loaded);
    });
    return () => isCurrent = false;
  }, [token, attempt]);
  const changeToken = (changed: string | undefined) => {
    storeToken(changed);
    setToken(changed);
    setAttempt(attempt + 1);
  };
  return (
    <>
      {api !== undefined && (
        <div hidden={gate !== undefined}>
          <ModulePage
            api={api}
            connection={{ base, token }}
            onTokenRefused={() => setGate({ kind: "needs_token" })}
            onForgetToken={() => changeToken(undefined)}
          />
        </div>
      )}
      {gate !== undefined && (
        <main class="gate">
          {gate.kind === "loading" && <p class="empty">Reading what the server offers…</p>}
          {gate.kind === "needs_token" && (
            <TokenForm wasRefused={token !== undefined} onToken={changeToken} />
          )}
          {gate.kind === "failed" && (
            <>
              <FailureView failure={gate.failure} />
              <button type="button" class="small" onClick={() => setAttempt(attempt + 1)}>
                Try again
              </button>
            </>
          )}
        </main>
      )}
    </>
  );
}

async function load(base: string, token: string | undefined): Promise<Api | Gate> {
  const { outcome } = await send(base, { path: "openapi.json", accept: "application/json", token });
  switch (outcome.kind) {
    case "answered":
      try {
        return readApi(outcome.json);
      } catch (error) {
        return unreadable(error instanceof Error ? error.message : String(error));
      }
    case "needs_token":
      return { kind: "needs_token" };
    case "failed":
      return { kind: "failed", failure: outcome.failure };
    default:
      return unreadable("The server's description of itself cannot be read");
  }
}

function unreadable(title: string): Gate {
  const hint = "Look whether the address is that of a served module.";
  return { kind: "failed", failure: { title, said: undefined, hint } };
}

function isSame(before: Api | undefined, loaded: Api): boolean {
  return JSON.stringify(before?.document) === JSON.stringify(loaded.document);
}
