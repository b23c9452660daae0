/** Completions for fish 3. @module */

import type { CommandWords, OptionWords, ValueWords } from "./describe.ts";

/** The script: a file `tessera.fish` in fish's folder of completions. */
export function fishScript(commands: readonly CommandWords[]): string {
  return `# fish completions of tessera; written by "tessera completions fish"

complete -c tessera -f
${commands.map(commandLine).join("\n")}

# payloads: @FILE
function __tessera_payload_files
  set -l word (commandline -ct)
  if string match -q '@*' -- $word
    for path in (__fish_complete_path (string sub -s 2 -- $word))
      echo @$path
    end
  else
    __fish_complete_path $word
  end
end

${commands.flatMap(commandRules).join("\n")}
`;
}

function commandLine({ name, summary }: CommandWords): string {
  return `complete -c tessera -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`;
}

function commandRules({ name, options, positionals }: CommandWords): string[] {
  const when = `complete -c tessera -n '__fish_seen_subcommand_from ${name}'`;
  const kinds = [...new Set(positionals.map(act).filter((rule) => rule !== ""))];
  return [
    ...options.map((option) => `${when} ${optionRule(option)}`),
    ...kinds.map((rule) => `${when} ${rule}`),
  ];
}

function optionRule({ long, short, summary, value }: OptionWords): string {
  const names = [
    `-l ${long.replace(/^--/, "")}`,
    ...(short === undefined ? [] : [`-s ${short.replace(/^-/, "")}`]),
  ];
  // -x: a value follows, and nothing but what the rule offers
  const rule = value === undefined ? "" : ` -x ${act(value)}`;
  return `${names.join(" ")} -d ${quote(summary)}${rule}`.trimEnd();
}

function act(value: ValueWords): string {
  switch (value.kind) {
    case "choices":
      return `-a '${value.words.join(" ")}'`;
    case "folder":
      return "-a '(__fish_complete_directories (commandline -ct))'";
    case "file":
      return "-a '(__tessera_payload_files)'";
    case "other":
      return "";
    default:
      throw new RangeError(`Unknown kind of value: ${JSON.stringify(value satisfies never)}`);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
