/** @jsxImportSource preact */
/** One endpoint: its form, the call, and what it came to. @module */

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { SnippetCall } from "../call/snippets.ts";
import { writeJson } from "../call/write_json.ts";
import { type Draft, fieldId, pathKey } from "../form/draft.ts";
import { ModelFields } from "../form/field_view.tsx";
import { FormContextOf } from "../form/form_context.ts";
import { FOLLOWING_FIELDS, inputPaths } from "../form/gradient_request.ts";
import { Prose } from "../form/prose.tsx";
import { type Messages, readForm, type RequestValue } from "../form/request_value.ts";
import { assignErrors } from "../form/server_errors.ts";
import type { Api, Endpoint } from "../schema/api.ts";
import { fieldOf } from "../schema/field.ts";
import { AnswerColumn } from "./answer_column.tsx";
import { CallActions } from "./call_actions.tsx";
import { openRequest } from "./drafts.ts";
import { ErrorSummary } from "./error_summary.tsx";
import { type Connection, useCall } from "./use_call.ts";

/** An endpoint to show. */
export interface EndpointPanelProps {
  readonly api: Api;
  readonly endpoint: Endpoint;
  readonly connection: Connection;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Puts the example back. */
  readonly onReset: () => void;
  /** The server asked for a token, or for another one. */
  readonly onTokenRefused: () => void;
}

const NO_MESSAGES: Messages = new Map();

/** The form on one side, result and code on the other. */
export function EndpointPanel(props: EndpointPanelProps): JSX.Element {
  const { api, endpoint, connection, draft } = props;
  const { document } = api;
  const [messages, setMessages] = useState(NO_MESSAGES);
  const calling = useCall(api, connection);
  const form = useMemo(() => readForm(endpoint.request, draft, document), [draft]);
  const submit = async () => {
    const body = form.problems.size > 0 ? undefined : tryWrite(form.value);
    setMessages(body === null ? TOO_LONG : form.problems);
    if (typeof body !== "string") return;
    const { outcome } = await calling.call(endpoint.name, body);
    if (outcome.kind === "needs_token") props.onTokenRefused();
    if (outcome.kind === "invalid") {
      setMessages(assignErrors(outcome.errors, { schema: endpoint.request, draft, document }));
    }
  };
  const snippetCall: SnippetCall | undefined = form.problems.size > 0 ? undefined : {
    base: connection.base,
    endpoint: endpoint.name,
    request: form.value,
    needsToken: connection.token !== undefined,
  };
  return (
    <div class="panel">
      <form
        class="request"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (calling.startMs === undefined) void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.currentTarget.requestSubmit();
        }}
      >
        <h2>
          {endpoint.title} <code class="route">POST /{endpoint.name}</code>
        </h2>
        <Prose class="description" text={endpoint.description} />
        <RequestFields
          {...props}
          messages={messages}
          onTouch={(key) => setMessages((before) => without(before, key))}
        />
        <ErrorSummary form={endpoint.name} messages={messages} />
        <CallActions
          endpoint={endpoint.name}
          startMs={calling.startMs}
          onCancel={calling.cancel}
          onOpen={(text) => {
            props.onChange(openRequest(text, endpoint, api));
            setMessages(NO_MESSAGES);
          }}
          onReset={() => {
            props.onReset();
            setMessages(NO_MESSAGES);
          }}
        />
      </form>
      <AnswerColumn api={api} endpoint={endpoint} calling={calling} snippetCall={snippetCall} />
    </div>
  );
}

interface RequestFieldsProps extends EndpointPanelProps {
  readonly messages: Messages;
  readonly onTouch: (key: string) => void;
}

function RequestFields(props: RequestFieldsProps): JSX.Element {
  const { api, endpoint, draft, messages, onTouch } = props;
  const { document } = api;
  const field = fieldOf(endpoint.request, document);
  if (field.kind !== "model" || draft.kind !== "model") {
    return <p class="message">This endpoint takes no fields that a form can show</p>;
  }
  const found = inputPaths(api, draft.fields.inputs);
  const context = {
    document,
    form: endpoint.name,
    messages,
    paths: { "jac_inputs": found, "jvp_inputs": found, "vjp_inputs": found },
    following: FOLLOWING_FIELDS,
    onTouch,
  };
  return (
    <FormContextOf.Provider value={context}>
      <ModelFields
        id={fieldId(endpoint.name, [])}
        field={field}
        draft={draft}
        path={[]}
        onChange={props.onChange}
        describedBy={undefined}
        isInvalid={false}
      />
    </FormContextOf.Provider>
  );
}

const TOO_LONG: Messages = new Map([[pathKey([]), [
  "The request is longer than the 512 MiB that a browser can hold as text: send it with a program",
]]]);

/** JSON text of a request; null when it is longer than a text can be. */
function tryWrite(value: RequestValue): string | null {
  try {
    return writeJson(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function without(messages: Messages, key: string): Messages {
  if (!messages.has(key)) return messages;
  return new Map([...messages].filter(([other]) => other !== key));
}
