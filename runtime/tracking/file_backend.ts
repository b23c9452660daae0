/** Keeps parameters, metrics and artifacts in files beside the log. @module */

import { join } from "node:path";
import { copyArtifact } from "./artifact.ts";
import type { Metric, TrackingBackend } from "./backend.ts";
import { MetricRows, METRICS_HEADER } from "./metrics_csv.ts";
import { parameterText } from "./parameter_text.ts";
import { WriteSchedule } from "./write_schedule.ts";
import { writeAll } from "./write_all.ts";

const encoder = new TextEncoder();

/** Rows are written at the latest when they are this long together. */
const MAX_PENDING_CHARACTERS = 256 * 1024;

/**
 * Writes `metrics.csv`, `parameters.json` and `artifacts/` into a run's logs, each made by the first
 * entry. Entries of a tight loop are written together.
 */
export class FileBackend implements TrackingBackend {
  readonly #folder: string;
  readonly #parameters = new Map<string, string>();
  readonly #parameterWrites = new WriteSchedule(() => this.#writeParameters());
  readonly #metricWrites = new WriteSchedule(() => this.#writeMetrics());
  readonly #metricRows = new MetricRows();
  #metricsFile: Deno.FsFile | undefined;
  #rows = "";

  /** @param folder The run's logs; it exists. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** See {@linkcode TrackingBackend}. */
  logParameter(key: string, value: unknown): void {
    this.#parameters.set(key, parameterText(value).replaceAll("\n", "\n  "));
    this.#parameterWrites.request();
  }

  /** See {@linkcode TrackingBackend}. */
  logMetric(metric: Metric): void {
    this.#rows += this.#metricRows.row(metric);
    if (this.#rows.length > MAX_PENDING_CHARACTERS) this.#metricWrites.flush();
    else this.#metricWrites.request(metric.timeMs);
  }

  /** See {@linkcode TrackingBackend}. */
  logArtifact(path: string): void {
    copyArtifact(path, join(this.#folder, "artifacts"));
  }

  /** See {@linkcode TrackingBackend}. */
  close(): void {
    try {
      this.#metricWrites.flush();
    } finally {
      this.#metricsFile?.close();
      this.#parameterWrites.flush();
    }
  }

  #writeMetrics(): void {
    const rows = this.#metricsFile === undefined ? METRICS_HEADER + this.#rows : this.#rows;
    this.#metricsFile ??= Deno.openSync(join(this.#folder, "metrics.csv"), {
      append: true,
      create: true,
    });
    this.#rows = "";
    writeAll(this.#metricsFile, encoder.encode(rows));
  }

  /** Written aside, then renamed: a reader sees the old parameters or the new ones. */
  #writeParameters(): void {
    const members = [...this.#parameters].map(([key, text]) => `  ${JSON.stringify(key)}: ${text}`);
    const path = join(this.#folder, "parameters.json");
    Deno.writeTextFileSync(`${path}.partial`, `{\n${members.join(",\n")}\n}`);
    Deno.renameSync(`${path}.partial`, path);
  }
}
