/** `TESSERACT_RUNTIME_<COMMAND>_<OPTION>`: options of one command from the environment. @module */

import type { CommandUnknownOpts, Option } from "commander";
import type { Environment } from "../../../runtime/config/from_env.ts";
import { readBoolean } from "../../../runtime/config/settings.ts";

/**
 * Arguments that stand for the variables of a command; those whose option is given on the command
 * line are left out, because it wins.
 *
 * @param argv The command line as typed.
 * @throws {TesseraError} `bad_input` for a boolean that is none.
 */
export function argumentsFromEnv(
  command: CommandUnknownOpts,
  env: Environment,
  argv: readonly string[],
): string[] {
  const prefix = `TESSERACT_RUNTIME_${upper(command.name())}_`;
  const given = argv.map((argument) => argument.split("=")[0]);
  const found: string[] = [];
  for (const option of command.options) {
    const flag = option.long;
    if (flag === undefined || flag === null || option.negate || option.hidden) continue;
    const name = prefix + upper(flag.slice(2));
    const value = env[name];
    if (value === undefined || value === "" || given.includes(flag)) continue;
    const opposite = flag.replace("--", "--no-");
    if (given.includes(opposite)) continue;
    const hasOpposite = command.options.some(({ long }) => long === opposite);
    found.push(
      ...argumentsFor(option, { flag, opposite: hasOpposite ? [opposite] : [] }, value, name),
    );
  }
  return found;
}

function argumentsFor(
  option: Option,
  { flag, opposite }: { readonly flag: string; readonly opposite: string[] },
  value: string,
  name: string,
): string[] {
  if (option.isBoolean()) return readBoolean(value, name) ? [flag] : opposite;
  // an option that may be repeated takes its values separated by blanks
  const isRepeatable = option.description.includes("(repeatable)");
  const values = isRepeatable ? value.split(/\s+/).filter((part) => part !== "") : [value];
  return values.map((part) => `${flag}=${part}`);
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
