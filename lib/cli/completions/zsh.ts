/** Completions for zsh. @module */

import type { CommandWords, OptionWords, ValueWords } from "./describe.ts";

/** The script: a file `_tessera` in `$fpath`, or to be sourced after `compinit`. */
export function zshScript(commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`);
  return `#compdef tessera
# zsh completions of tessera; written by "tessera completions zsh"

_tessera_payload_files() {
  # payloads: @FILE
  compset -P @
  _files
}

_tessera() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(argumentsOf).join("\n")}
  esac
}

if [[ $funcstack[1] == _tessera ]]; then _tessera "$@"; else compdef _tessera tessera; fi
`;
}

function argumentsOf({ name, options, positionals }: CommandWords): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...positionals.map((value, place) => quote(`${place + 1}::${nameOf(value)}:${act(value)}`)),
  ];
  return `    ${name}) _arguments -s ${specs.join(" ")} ;;`;
}

function optionSpecs({ long, short, summary, value }: OptionWords): string[] {
  const text = summary.replace(/[[\]\\:]/g, "\\$&");
  const ending = value === undefined ? "" : `:${nameOf(value)}:${act(value)}`;
  const names = short === undefined ? [long] : [short, long];
  const equals = value === undefined ? "" : "=";
  return names.map((name) =>
    quote(`${name}${name.startsWith("--") ? equals : ""}[${text}]${ending}`)
  );
}

function nameOf({ kind }: ValueWords): string {
  return kind === "choices" || kind === "other" ? "value" : kind;
}

function act(value: ValueWords): string {
  switch (value.kind) {
    case "choices":
      return `(${value.words.join(" ")})`;
    case "folder":
      return "_files -/";
    case "file":
      return "_tessera_payload_files";
    case "other":
      return " ";
    default:
      throw new RangeError(`Unknown kind of value: ${JSON.stringify(value satisfies never)}`);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
