/** @jsxImportSource preact */
/** A served module: its name, and a choice of its endpoints. @module */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Api } from "../schema/api.ts";
import { Prose } from "../form/prose.tsx";
import { begin, changeDraft, firstDrafts } from "./drafts.ts";
import { EndpointPanel } from "./endpoint_panel.tsx";
import type { Connection } from "./use_call.ts";

/** A module to show. */
export interface ModulePageProps {
  readonly api: Api;
  readonly connection: Connection;
  readonly onTokenRefused: () => void;
  readonly onForgetToken: () => void;
}

/** Header, endpoints, and the panel of the chosen one. All panels stay, so that nothing filled in is lost. */
export function ModulePage(props: ModulePageProps): JSX.Element {
  const { api, connection } = props;
  const [drafts, setDrafts] = useState(() => firstDrafts(api));
  const [chosen, setChosen] = useChosenEndpoint(api);
  useEffect(() => {
    document.title = `${api.title} – Tessera`;
  }, [api.title]);
  return (
    <>
      <header>
        <div class="title">
          <h1>{api.title}</h1>
          {api.version !== undefined && <span class="version">{api.version}</span>}
        </div>
        <p class="links">
          <code>{connection.base.replace(/\/$/, "")}</code>
          <a href="openapi.json" hidden={connection.token !== undefined}>openapi.json</a>
          {connection.token !== undefined && (
            <button type="button" class="quiet" onClick={props.onForgetToken}>
              Forget the token
            </button>
          )}
        </p>
        {api.description !== undefined && <Prose class="description" text={api.description} />}
        <nav aria-label="Endpoints">
          {api.endpoints.map(({ name }) => (
            <a
              key={name}
              href={`#${name}`}
              aria-current={name === chosen ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                setChosen(name);
              }}
            >
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {api.endpoints.map((endpoint) => (
          <div key={endpoint.name} hidden={endpoint.name !== chosen}>
            <EndpointPanel
              api={api}
              endpoint={endpoint}
              connection={connection}
              draft={drafts[endpoint.name] ?? { kind: "null" }}
              onChange={(draft) =>
                setDrafts((before) => changeDraft(before, api, endpoint.name, draft))}
              onReset={() =>
                setDrafts((before) =>
                  changeDraft(before, api, endpoint.name, begin(endpoint, api))
                )}
              onTokenRefused={props.onTokenRefused}
            />
          </div>
        ))}
      </main>
    </>
  );
}

/** The chosen endpoint stands in the page's address after the #, so that it can be linked to. */
function useChosenEndpoint(api: Api): [string, (name: string) => void] {
  const names = api.endpoints.map(({ name }) => name);
  const fromAddress = () => {
    const name = location.hash.slice(1);
    return names.includes(name) ? name : names[0] ?? "";
  };
  const [chosen, setChosen] = useState(fromAddress);
  useEffect(() => {
    const follow = () => setChosen(fromAddress());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [api]);
  return [chosen, (name) => {
    history.replaceState(null, "", `#${name}`);
    setChosen(name);
  }];
}
