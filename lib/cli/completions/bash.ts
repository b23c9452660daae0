/** Completions for bash 4.2 and newer; needs no bash-completion package. @module */

import type { CommandWords, ValueWords } from "./describe.ts";

/** The script that `source` or bash-completion reads. */
export function bashScript(commands: readonly CommandWords[]): string {
  return `# bash completions of tessera; written by "tessera completions bash"; needs bash 4.2 or newer

_tessera_files() {
  compopt -o filenames 2>/dev/null
  local prefix=
  # payloads: @FILE; where @ breaks words, bash has taken it off already
  if [[ $1 == @* ]]; then prefix=@; fi
  mapfile -t COMPREPLY < <(compgen "$2" -P "$prefix" -- "\${1#@}")
}

_tessera_words() {
  mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

# how a value after the command $1 and the option $2 is completed
_tessera_value() {
  case "$1 $2" in
${commands.flatMap(optionValues).join("\n")}
    *) return 1 ;;
  esac
}

# the options of the command $1, and those of them that take a value
_tessera_options() {
  case "$1" in
${commands.map(optionNames).join("\n")}
    *) options=; with_value= ;;
  esac
}

# how the positional argument number $2 of the command $1 is completed
_tessera_positional() {
  case "$1 $2" in
${commands.flatMap(positionalValues).join("\n")}
    *) return 1 ;;
  esac
}

_tessera() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]} options with_value value_of= index word place=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _tessera_words "$cur" "${commands.map(({ name }) => name).join(" ")} --help --version"
    return
  fi
  _tessera_options "$command"
  # --option=value comes as three words
  if [[ $cur == "=" ]]; then value_of=$prev cur=
  elif [[ $prev == "=" ]] && ((COMP_CWORD > 2)); then value_of=\${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ " $with_value " == *" $prev "* ]]; then value_of=$prev
  fi
  if [[ -n $value_of ]]; then
    _tessera_value "$command" "$value_of" "$cur"
    return
  fi
  if [[ $cur == -* ]]; then
    _tessera_words "$cur" "$options"
    return
  fi
  for ((index = 2; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$word" in
      =) ((index++)) ;;
      @ | :) ;;
      -*) if [[ " $with_value " == *" $word "* && \${COMP_WORDS[index + 1]} != "=" ]]; then ((index++)); fi ;;
      *) ((place++)) ;;
    esac
  done
  if [[ $cur == @ && \${COMP_WORDBREAKS} == *@* ]]; then cur=; fi
  _tessera_positional "$command" "$place" "$cur"
}

complete -F _tessera tessera
`;
}

function optionNames({ name, options }: CommandWords): string {
  const all = options.flatMap(({ long, short }) => short === undefined ? [long] : [short, long]);
  const withValue = options.filter(({ value }) => value !== undefined).map(({ long }) => long);
  return `    ${name}) options="${all.join(" ")}"; with_value="${withValue.join(" ")}" ;;`;
}

function optionValues({ name, options }: CommandWords): string[] {
  return options.flatMap(({ long, value }) => {
    if (value === undefined || value.kind === "other") return [];
    return [`    "${name} ${long}") ${act(value, '"$3"')} ;;`];
  });
}

function positionalValues({ name, positionals }: CommandWords): string[] {
  return positionals.flatMap((value, place) => {
    if (value.kind === "other") return [];
    return [`    "${name} ${place}") ${act(value, '"$3"')} ;;`];
  });
}

function act(value: Exclude<ValueWords, { kind: "other" }>, word: string): string {
  switch (value.kind) {
    case "choices":
      return `_tessera_words ${word} "${value.words.join(" ")}"`;
    case "folder":
      return `_tessera_files ${word} -d`;
    case "file":
      return `_tessera_files ${word} -f`;
    default:
      throw new RangeError(`Unknown kind of value: ${JSON.stringify(value satisfies never)}`);
  }
}
