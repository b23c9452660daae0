/** Load from wrk, and what it measured. @module */

/** One measurement of a server. */
export interface Load {
  /** Median time of a request in milliseconds. */
  readonly medianMs: number;
  readonly requestsPerSec: number;
}

/** How wrk is run. */
export interface LoadOptions {
  readonly script: string;
  readonly connections: number;
  readonly seconds: number;
}

/** Runs wrk with one thread against `POST /apply`; @throws {Error} when an answer was not 2xx. */
export async function measure(url: string, options: LoadOptions): Promise<Load> {
  const { script, connections, seconds } = options;
  const { code, stdout, stderr } = await new Deno.Command("wrk", {
    args: [
      "-t1",
      `-c${connections}`,
      `-d${seconds}`,
      "--timeout",
      "60",
      "--latency",
      "-s",
      script,
      `${url}/apply`,
    ],
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0) throw new Error(`wrk failed: ${new TextDecoder().decode(stderr)}`);
  return parseWrk(text);
}

/** Reads wrk's report (wrk 4). */
export function parseWrk(text: string): Load {
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(text);
  if (failed !== null) throw new Error(`${failed[1]} requests failed:\n${text}`);
  const median = /^\s*50%\s+([\d.]+)(us|ms|s|m)/m.exec(text);
  const rate = /^Requests\/sec:\s+([\d.]+)/m.exec(text);
  if (median === null || rate === null) throw new Error(`Cannot read wrk's report:\n${text}`);
  const unitMs = { us: 0.001, ms: 1, s: 1_000, m: 60_000 }[median[2] as "us" | "ms" | "s" | "m"];
  return { medianMs: Number(median[1]) * unitMs, requestsPerSec: Number(rate[1]) };
}
