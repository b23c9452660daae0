/**
 * The shell program that watches over a local job after the process that submitted it is gone.
 *
 * It is bash and not this program itself, because it lives as long as the job: bash takes 3 MB, no threads, and does
 * not mind when the executable is replaced under it, which on a network file system ends a process. It needs
 * bash 4.4, and Linux for /proc. Everything it is told comes as arguments and files, nothing is pasted into its text.
 *
 * @module
 */

import { bash, START_TICKS } from "./bash_text.ts";

/**
 * Starts the supervisor in a process group of its own and passes on what it says about itself, which is the content of
 * `supervisor`. Without job control, bash would let background processes ignore SIGINT.
 */
export const LAUNCH_SCRIPT = bash`
set -m
"$BASH" -p ./supervise.sh "$@" </dev/null 3>&1 >>supervisor.log 2>&1 &
`;

/** `supervise.sh WALLTIME BEFORE_WARNING WARNING GRACE MAX_RUNNING`, times in seconds or empty. */
export const SUPERVISE_SCRIPT = bash`#!/bin/bash
# Watches over one job until it has ended. Runs in the job's folder; see supervise_script.ts.
cancelled=
stop_all() {
  cancelled=1
  local running
  running=$(jobs -pr)
  [ -z "$running" ] || kill -TERM $running 2>/dev/null
}
trap stop_all TERM

# wait -n and printf %(…)T
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "found bash $BASH_VERSION, expected 4.4 or newer" >&2
  exit 1
fi

max_running=$5
limits=("$1" "$2" "$3" "$4" "$(umask)")
umask 077
host=$(uname -n)

${START_TICKS}
# only who makes the file "supervisor" may start the job; links are safe on NFS, where even a link that
# was made may be reported as failed
claim() {
  local me
  me="$$ $(start_ticks $$) $(</proc/sys/kernel/random/boot_id) $host"
  printf '%s\n' "$me" >"claim.$$"
  ln "claim.$$" supervisor 2>/dev/null
  rm -f "claim.$$"
  if [ "$(<supervisor)" != "$me" ]; then
    echo "the job was given up, or somebody watches over it already" >&2
    exit 1
  fi
  printf '%s\n' "$me" >&3
  exec 3>&-
}

finish() { # CODE CAUSE
  rm -f secrets
  printf '%s %s %(%s)T %s\n' "$1" "$host" -1 "$2" >exit.part && mv exit.part exit
  exit 0
}

# how far job ID is: 0 as far as AFTER says, 1 not yet, 2 it will never be
look_at() { # AFTER ID
  local code cause pid ticks other_host
  if [ -e "../$2/exit" ]; then
    read -r code _ _ cause <"../$2/exit"
    case "$1 $code $cause" in
      "success 0 exited" | end* | start*) return 0 ;;
      "failure 0 exited" | success*) return 2 ;;
      *) return 0 ;;
    esac
  fi
  [ -d "../$2" ] || return 2
  [ "$1" = start ] && [ -s "../$2/events" ] && return 0
  [ -e "../$2/supervisor" ] || return 1
  read -r pid ticks _ other_host <"../$2/supervisor"
  [ "$other_host" = "$host" ] && [ "$(start_ticks "$pid")" != "$ticks" ] || return 1
  # nobody watches it any more: what could come has come
  if [ -e "../$2/exit" ]; then return 1; fi
  if [ "$1" = success ]; then return 2; fi
  return 0
}

wait_for() { # AFTER ID
  local pauses=(0.05 0.1 0.2 0.5 1 2) step=0
  while :; do
    look_at "$1" "$2"
    case $? in
      0) return ;;
      2) finish 1 never_met ;;
    esac
    [ -z "$cancelled" ] || finish 143 cancelled
    sleep "\${pauses[step]}" &
    wait $!
    ((step == \${#pauses[@]} - 1)) || ((step++))
  done
}

start_task() { # INDEX
  "$BASH" -p ./task.sh "$1" "\${limits[@]}" </dev/null 4<&- &
  # a signal that came while it was being started has not reached it
  [ -z "$cancelled" ] || kill -TERM $!
}

start_all() {
  local index running=0
  while read -r -u 4 index; do
    if ((running == max_running)); then
      [ -n "$cancelled" ] || wait -n
      ((running--))
    fi
    [ -z "$cancelled" ] || return
    start_task "$index"
    ((running++))
  done 4<indices
}

# the first task that did not succeed speaks for the job
sum_up() {
  local what code cause started=0 ended=0 result="0 exited"
  while read -r what _ code cause _; do
    [ "$what" = start ] && ((started++))
    [ "$what" = end ] || continue
    ((ended++))
    [ "$result" != "0 exited" ] || result="$code $cause"
  done <events
  ((ended == started)) || [ "$result" != "0 exited" ] || result="1 unwatched"
  [ -z "$cancelled" ] || result="\${result% *} cancelled"
  finish $result
}

claim
if [ -e dependencies ]; then
  while read -r -u 5 after id; do wait_for "$after" "$id"; done 5<dependencies
fi
[ -z "$cancelled" ] || finish 143 cancelled
if [ -e indices ]; then start_all; else start_task -; fi
until wait; do :; done
sum_up
`;
