/** The shell program that runs one task of a local job: the command, its limits, its end. @module */

import { bash, START_TICKS } from "./bash_text.ts";

/** `task.sh INDEX WALLTIME BEFORE_WARNING WARNING GRACE UMASK`; INDEX is `-` where there is no array. */
export const TASK_SCRIPT = bash`#!/bin/bash
# Runs the command once, keeps its limits, and notes how it ended; see supervise_script.ts.
index=$1 walltime=$2 before_warning=$3 warning=$4 grace=$5 users_umask=$6
umask 077
if [ "$index" = - ]; then
  suffix=
  unset TESSERA_TASK_INDEX
else
  suffix=.$index
  export TESSERA_TASK_INDEX=$index
fi

cause=exited child= timer= killer= interrupted=
${START_TICKS}
# ends the whole process group: the polite way, and the other way after the grace
stop() { # CAUSE
  interrupted=1
  [ "$cause" != exited ] || cause=$1
  [ -n "$child" ] || return
  kill -TERM -- "-$child" 2>/dev/null
  kill -CONT -- "-$child" 2>/dev/null
  [ -z "$killer" ] || return
  set -m
  { sleep "$grace"; kill -KILL -- "-$child"; } 2>/dev/null &
  killer=$!
  set +m
}
trap 'stop cancelled' TERM
trap 'timer=; stop timed_out' ALRM
trap 'interrupted=1; kill -USR1 "$child" 2>/dev/null' USR1

keep_time() {
  trap - TERM ALRM USR1
  if [ -n "$warning" ]; then
    sleep "$before_warning"
    kill -USR1 $$
    sleep "$warning"
  else
    sleep "$walltime"
  fi
  kill -ALRM $$
}

# job control gives what is started a process group of its own; it is off while we wait, because then a
# command that is stopped would look like one that has ended
set -m
{
  trap - TERM ALRM USR1
  umask "$users_umask"
  exec "$BASH" -p ./script.sh
} </dev/null >>"stdout$suffix" 2>>"stderr$suffix" &
child=$!
if [ -n "$walltime" ]; then
  keep_time &
  timer=$!
fi
set +m
printf 'start %s %s %s %(%s)T\n' "$index" "$child" "$(start_ticks "$child")" -1 >>events
[ "$cause" = exited ] || stop "$cause"

while :; do
  interrupted=
  wait "$child"
  code=$?
  [ -n "$interrupted" ] || break
done

# what the command left behind in its group ends with it, as under a scheduler
if kill -TERM -- "-$child" 2>/dev/null; then
  sleep 0.05
  tries=$((\${grace%.*} * 10 + 10))
  while kill -0 -- "-$child" 2>/dev/null && ((tries-- > 0)); do
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null
fi
[ -z "$timer" ] || kill -KILL -- "-$timer" 2>/dev/null
[ -z "$killer" ] || kill -KILL -- "-$killer" 2>/dev/null
printf 'end %s %s %s %(%s)T\n' "$index" "$code" "$cause" -1 >>events
`;
