/** What keeps the parameters, metrics and artifacts of a run. @module */

/** One value of a metric. */
export interface Metric {
  readonly key: string;
  readonly value: number | bigint;
  /** Position in the series of its key; counted from 0 where the author gave none. */
  readonly step: number;
  /** When it was logged, in milliseconds since 1970. */
  readonly timeMs: number;
}

/** How a run ended: `refused` means that its module was never called. */
export type RunStatus = "finished" | "failed" | "refused";

/**
 * Keeps what one run logs. Made when the run first logs something. Its methods return at once, so that
 * functions that are not async can log; what takes longer (a server far away) is collected and sent
 * by `close` at the latest.
 */
export interface TrackingBackend {
  /** Keeps a parameter; the value is as it is now, whatever happens to it later. */
  logParameter(key: string, value: unknown): void;
  /** Keeps a metric. */
  logMetric(metric: Metric): void;
  /** Keeps a copy of a file. @param path Absolute; the file exists. */
  logArtifact(path: string): void;
  /**
   * Stores what is not stored yet. Called once, also when the module threw.
   *
   * @throws When something cannot be stored.
   */
  close(status: RunStatus): void | Promise<void>;
}
