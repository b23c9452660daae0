/** `--env`, `--secret-env` and `--option`. @module */

import { TesseraError } from "../../core/errors.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `NAME=VALUE` as it is; `NAME` with the value it has here.
 *
 * @throws {TesseraError} `bad_input` for a name that is not set.
 */
export function clearVariables(texts: readonly string[], env: Env): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const at = text.indexOf("=");
    return at < 0 ? [text, valueOf(text, "--env", env)] : [text.slice(0, at), text.slice(at + 1)];
  }));
}

/**
 * Names with the values they have here: a value on the command line could be seen by everyone on this machine.
 *
 * @throws {TesseraError} `bad_input` for a name that is not set, and for a value; the message does not show it.
 */
export function secretVariables(names: readonly string[], env: Env): Record<string, string> {
  return Object.fromEntries(names.map((name) => {
    if (!name.includes("=")) return [name, valueOf(name, "--secret-env", env)];
    const [shown = ""] = name.split("=");
    throw new TesseraError("bad_input", `Cannot use --secret-env ${shown}=…: found a value`, {
      hint: `Command lines can be seen by others: export ${shown} first, then pass only its name`,
    });
  }));
}

/**
 * Options for a backend, as text; one that is given several times becomes a list.
 *
 * @throws {TesseraError} `bad_input` for a text that is not NAME=VALUE.
 */
export function backendOptions(texts: readonly string[]): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) {
      throw new TesseraError("bad_input", `Cannot read --option: found "${text}"`, {
        hint: "Write NAME=VALUE, such as partition=gpu",
      });
    }
    const name = text.slice(0, at);
    values.set(name, [...values.get(name) ?? [], text.slice(at + 1)]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? all[0] ?? "" : all]),
  );
}

function valueOf(name: string, flag: string, env: Env): string {
  const value = env[name];
  if (value !== undefined) return value;
  throw new TesseraError("bad_input", `Cannot pass ${flag} ${name} on: it is not set here`, {
    hint: `Set it first: export ${name}=…`,
  });
}
