/** The folder name of a run that a client named. @module */

/** `run_<id>` must fit the 255 bytes that file systems allow. */
const MAX_RUN_ID_BYTES = 240;

/** The name of a run's folder in the output path. */
export function runFolderName(runId: string): string {
  return `run_${runId}`;
}

/**
 * What keeps an id from being one plain folder name; undefined when it is one. Upstream takes any
 * text, also one that leaves the output path.
 */
export function runIdProblem(runId: string): string | undefined {
  if (/[/\\]/.test(runId)) return "must not contain path separators";
  if (runId.includes("..")) return 'must not contain ".."';
  if (/\p{Cc}/u.test(runId)) return "must not contain control characters";
  if (new TextEncoder().encode(runId).byteLength > MAX_RUN_ID_BYTES) {
    return `must not be longer than ${MAX_RUN_ID_BYTES} bytes`;
  }
  return undefined;
}
