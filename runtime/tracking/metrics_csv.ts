/** The rows of `metrics.csv`, as Python's `csv` module writes them. @module */

import type { Metric } from "./backend.ts";

/** The first row. */
export const METRICS_HEADER = "timestamp,key,value,step\r\n";

/** Makes rows. What rows have in common is made into text once, since they come in thousands. */
export class MetricRows {
  #timeMs = NaN;
  #timeText = "";
  readonly #keyTexts = new Map<string, string>();

  /** One row, with its line end. */
  row({ timeMs, key, value, step }: Metric): string {
    const keyText = this.#keyTexts.get(key) ?? this.#quoted(key);
    return `${this.#timestamp(timeMs)},${keyText},${pythonNumber(value)},${step}\r\n`;
  }

  /** Local time without a zone, as Python's `datetime.now().isoformat()`, in whole milliseconds. */
  #timestamp(timeMs: number): string {
    if (timeMs !== this.#timeMs) {
      this.#timeMs = timeMs;
      this.#timeText = localTime(new Date(timeMs));
    }
    return this.#timeText;
  }

  #quoted(key: string): string {
    const text = /[",\r\n]/.test(key) ? `"${key.replaceAll('"', '""')}"` : key;
    this.#keyTexts.set(key, text);
    return text;
  }
}

function localTime(time: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${date}T${clock}.${String(time.getMilliseconds()).padStart(3, "0")}000`;
}

/** What is not finite in the words that Python and pandas read. */
function pythonNumber(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}
