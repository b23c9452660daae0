/** What every field of a form needs to know. @module */

import { createContext } from "preact";
import type { Schema } from "../schema/json_schema.ts";
import type { Messages } from "./request_value.ts";

/** What the fields of a form share. */
export interface FormContext {
  /** The OpenAPI document, which schemas refer to. */
  readonly document: Schema;
  /** Name of the form, with which ids begin. */
  readonly form: string;
  /** What is wrong, by field. */
  readonly messages: Messages;
  /** Paths that can be chosen in a list of paths, by the name of its field, besides those in its schema. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Names of fields whose entries are given by other fields, and cannot be added or removed. */
  readonly following: readonly string[];
  /** Told the {@linkcode pathKey} of every field that somebody changes. */
  readonly onTouch: (key: string) => void;
}

/** Carries {@linkcode FormContext} to the fields. */
export const FormContextOf = createContext<FormContext>({
  document: {},
  form: "form",
  messages: new Map(),
  paths: {},
  following: [],
  onTouch: () => {},
});
