/** The parts of a job's script that are the same for every job. @module */

/**
 * Markers, each written whole under another name and renamed. With a signal that ended the job noted as their
 * cause, because the state that Slurm gives it may be forgotten by then.
 */
export const RECORD_KEEPING: string = `
tessera_node=\${SLURMD_NODENAME:-$(hostname)}
tessera_cause=
tessera_child=
tessera_watch=
tessera_note() {
  printf '%s\\n' "$2" >"$1.$$" && mv -f -- "$1.$$" "$1" || rm -f -- "$1.$$"
}
tessera_leave() {
  tessera_code=$?
  trap '' TERM INT HUP USR1 USR2
  [ -z "$tessera_watch" ] || kill -KILL "$tessera_watch" 2>/dev/null
  tessera_note "$tessera_exit_marker" \\
    "$tessera_code $tessera_node $(date +%s)\${tessera_cause:+ $tessera_cause}"
  [ -z "$tessera_leftover" ] || rm -f -- "$tessera_leftover"
  exit "$tessera_code"
}
tessera_fail() {
  printf 'tessera: %s\\n' "$1" >&2
  exit 1
}
tessera_complain() {
  printf 'tessera: %s\\n' "$1" >&2
  [ "$tessera_code" != 0 ] || tessera_code=1
}
tessera_setup() {
  [ "$1" = 0 ] || tessera_fail "$2 (exit code $1)"
}
trap tessera_leave EXIT
trap 'tessera_cause=TERM; exit 143' TERM
# Left by an earlier life of a job that was started again.
rm -f -- "$tessera_exit_marker"
tessera_note "$tessera_start_marker" \\
  "\${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID} $tessera_node $(date +%s) \${SLURM_RESTART_COUNT:-0}"
`;

/**
 * Some signals reach every process of the job (scancel, the end of the walltime), others this shell only
 * (`--signal=B:`, `scancel --batch`). The command gets each once: a process that only sleeps shows, by being
 * ended or not, whether the command has had the signal already. Nobody may reap it, and a process that ended
 * has an empty command line, but may still have its number. (No `read` may look at that: it would change the
 * one that the trap interrupted.)
 *
 * Setup lines may have set `-e` or `-u`, which are not for what follows.
 */
export const BEFORE_COMMAND: string = `
set +eu
tessera_missed=
tessera_start_watch() {
  tessera_watch=$(sleep 2147483647 </dev/null >/dev/null 2>&1 & echo "$!")
}
tessera_is_watching() {
  [ -n "$(tr -d '\\0' 2>/dev/null <"/proc/$tessera_watch/cmdline")" ]
}
tessera_forward() {
  [ "$1" != TERM ] || tessera_cause=TERM
  sleep 0.1
  if ! tessera_is_watching; then
    tessera_start_watch
  elif [ -n "$tessera_child" ]; then
    kill -s "$1" "$tessera_child" 2>/dev/null
  else
    tessera_missed="$tessera_missed $1"
  fi
}
for tessera_signal in TERM INT HUP USR1 USR2; do
  trap "tessera_forward $tessera_signal" "$tessera_signal"
done
tessera_start_watch
`.trim();

/**
 * The command runs below a second shell, which waits for it in the foreground and writes its process id and
 * its exit code into a pipe. This shell reads that pipe: a read goes on after a trap, where bash 5.2 now and
 * then gives a wrong code for, or never returns from, a \`wait\` that a trap interrupted.
 */
export const BEGIN_COMMAND: string = `
exec 7>&1
exec 9< <(
trap : TERM INT HUP USR1 USR2
(
echo "$BASHPID"
`.trim();

/** What the command's own line ends with: its output is the job's, and it reads nothing. */
export const COMMAND_FILES = "</dev/null >&7 7>&-";

/** Waits for the command. A code that nobody wrote is that of a killed shell. */
export const END_COMMAND: string = `
)
echo "$?"
)
tessera_read() {
  local answer status
  while :; do
    IFS= read -r -u 9 answer
    status=$?
    [ "$status" -gt 128 ] || break
  done
  tessera_answer=$answer
}
tessera_read
tessera_child=$tessera_answer
for tessera_signal in $tessera_missed; do
  kill -s "$tessera_signal" "$tessera_child" 2>/dev/null
done
tessera_read
tessera_child=
tessera_code=\${tessera_answer:-137}
`.trim();
