/** `tessera serve` as the command of a job. @module */

import { configWords, flagWords, interpreterWord } from "../job_command.ts";
import type { ServeOptionValues } from "../serve_options.ts";

/** The words after the program: what was asked for here, in full. */
export function serveWords(modulePath: string, values: ServeOptionValues): string[] {
  return [
    "serve",
    ...configWords(values),
    ...flagWords({
      "--host": values.host,
      "--port": values.port,
      "--num-workers": values.numWorkers,
      "--queue-size": values.queueSize,
      "--timeout": milliseconds(values.timeout),
      "--drain-timeout": milliseconds(values.drainTimeout),
      "--idle-timeout": milliseconds(values.idleTimeout),
      "--requeue-job": values.requeueJob,
      "--max-body-size": values.maxBodySize,
      "--worker-memory": values.workerMemory,
      "--python": interpreterWord(values.python),
      "--gpus": values.gpus,
      "--allow-other-users": values.allowOtherUsers,
      "--allow-urls": values.allowUrls,
      "--token-file": values.tokenFile,
      "--no-token": !values.token,
      "--announce": values.announce,
    }),
    "--",
    modulePath,
  ];
}

const ANNOUNCE = "--announce=";
const ANNOUNCE_AS_TASK =
  'stem=$1 ending=$2; shift 2; exec "$@" "--announce=$stem.$TESSERA_TASK_INDEX$ending"';

/**
 * The command for one of several servers: each announces itself in the file of its task (`taskFile`), whose index only
 * the shell on the node knows. Nothing of ours is pasted into the shell's text.
 */
export function eachAnnouncing(command: readonly string[]): string[] {
  const word = command.find((word) => word.startsWith(ANNOUNCE)) ?? "";
  const [, stem = "", ending = ""] = /^(.*?)(\.[^./]*)?$/.exec(word.slice(ANNOUNCE.length)) ?? [];
  // the option comes last, so "--" must not end the options; the module's path is absolute and looks like none
  const others = command.filter((other) => other !== word && other !== "--");
  return ["/bin/sh", "-c", ANNOUNCE_AS_TASK, "sh", stem, ending, ...others];
}

function milliseconds(durationMs: number | undefined): string | undefined {
  return durationMs === undefined ? undefined : `${durationMs}ms`;
}
