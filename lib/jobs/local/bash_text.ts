/** Programs for bash as they stand in our sources. @module */

/** Text as it is written; a backslash before a dollar keeps a `${…}` for bash, and is left out. */
export function bash(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw(parts, ...values).replaceAll("\\$", "$");
}

/** Gives the start of process `$1` in the kernel's ticks: see {@linkcode parseStat} in process_identity.ts. */
export const START_TICKS = bash`# tells a process from a later one with the same number
start_ticks() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  set -- \${stat##*) }
  printf '%s' "\${20}"
}
`;
