/** What `--profiling` and `--tracing` tell about one call. @module */

import type { RuntimeConfig } from "../config/config.ts";
import { moduleLoader } from "../module/loader.ts";
import type { Run } from "../tracking/run.ts";
import { functionTimes } from "./cpu_profile.ts";
import { Profiler, SAMPLING_INTERVAL_US } from "./profiler.ts";
import { shorten } from "./shorten.ts";
import { formatTimeReport, type PhaseTime } from "./time_report.ts";

/** The parts of a call, in their order; `decode` is measured by who reads the body. */
const PHASES = ["validate", "module function", "validate result", "encode"] as const;
/** A part of a call that has been passed. */
export type Phase = (typeof PHASES)[number];

/** Which call is watched. */
export interface WatchedCall {
  readonly endpoint: string;
  /** Where the reports go: its log, and stderr as everything that is printed in it. */
  readonly run: Run | undefined;
  /** What reading the body took, in milliseconds. */
  readonly decodeMs: number | undefined;
}

/** A watch for one call; nothing when neither profiling nor tracing is on, or the call is no run. */
export function watchCall(config: RuntimeConfig, call: WatchedCall): CallWatch | undefined {
  if ((!config.profiling && !config.tracing) || call.run === undefined) return undefined;
  return new CallWatch(config, call, call.run);
}

/** Watches one call. */
export class CallWatch {
  readonly #isProfiling: boolean;
  readonly #isTracing: boolean;
  readonly #call: WatchedCall;
  readonly #run: Run;
  readonly #phases: PhaseTime[] = [];
  #passed = 0;
  #sinceMs = 0;

  /** Use {@linkcode watchCall}. */
  constructor(config: RuntimeConfig, call: WatchedCall, run: Run) {
    this.#isProfiling = config.profiling ?? false;
    this.#isTracing = config.tracing ?? false;
    this.#call = call;
    this.#run = run;
  }

  /** Runs the call, and reports on it when it has ended, however it ended. */
  async during<Outcome>(action: () => Outcome | Promise<Outcome>): Promise<Outcome> {
    if (!this.#isProfiling) return await action();
    if (this.#call.decodeMs !== undefined) {
      this.#phases.push({ phase: "decode", ms: this.#call.decodeMs });
    }
    const profiler = await Profiler.start();
    this.#sinceMs = performance.now();
    try {
      return await action();
    } finally {
      this.#endUnfinished();
      const profile = await profiler.stop();
      this.#print(formatTimeReport({
        endpoint: this.#call.endpoint,
        phases: this.#phases,
        functions: functionTimes(profile, (url, at) => moduleLoader().placeOf(url, at)),
        intervalMs: SAMPLING_INTERVAL_US / 1_000,
      }));
    }
  }

  /** A part of the call is over. @param value What it gave, shown by traces. */
  pass(phase: Phase, value?: unknown): void {
    if (this.#isProfiling) this.#phases.push({ phase, ms: performance.now() - this.#sinceMs });
    this.#passed = PHASES.indexOf(phase) + 1;
    const { endpoint } = this.#call;
    if (this.#isTracing && phase === "validate") {
      this.#print(`${endpoint}() called with inputs:\n${shorten(onTheWire(endpoint, value))}\n`);
    } else if (this.#isTracing && phase === "validate result") {
      this.#print(`${endpoint}() returned:\n${shorten(value)}\n`);
    }
    this.#sinceMs = performance.now(); // the trace is no part of the call
  }

  #endUnfinished(): void {
    const phase = PHASES[this.#passed];
    if (phase === undefined) return;
    this.#phases.push({
      phase: `${phase} (failed)`,
      ms: performance.now() - this.#sinceMs,
    });
  }

  #print(text: string): void {
    this.#run.print(new TextEncoder().encode(text));
  }
}

/** Requests for gradients with the names that their senders wrote, such as `jac_inputs`. */
function onTheWire(endpoint: string, request: unknown): unknown {
  const isGradient = endpoint === "jacobian" || endpoint.endsWith("_product");
  if (!isGradient || typeof request !== "object" || request === null) return request;
  const wireName = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(request).map(([name, value]) => [wireName(name), value]),
  );
}
