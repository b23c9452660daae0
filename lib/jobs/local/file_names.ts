/** Where things are in the folder of a local job. @module */

/** Names of files in the folder of a local job. */
export const LOCAL_FILES = {
  /** What the command is started by; made for each job. */
  script: "script.sh",
  supervise: "supervise.sh",
  task: "task.sh",
  /** Variables that must not be seen; gone when the job has ended. */
  secrets: "secrets",
  /** Indices of an array, one a line. */
  indices: "indices",
  /** What the job waits for: lines of `AFTER ID`. */
  dependencies: "dependencies",
  /** Who watches: `PID START_TICKS BOOT_ID HOST`; whoever makes this file first decides. */
  supervisor: "supervisor",
  /** What the watchers have to say. */
  supervisorLog: "supervisor.log",
  /** A line for each task that starts or ends. */
  events: "events",
} as const;
