/** V8's sampling profiler, for this thread. @module */

import type { Session } from "node:inspector";
import { CpuProfile } from "./cpu_profile.ts";

/** Pause between two samples, in microseconds. */
export const SAMPLING_INTERVAL_US = 200;

/** A profiler that runs from its start until it is stopped. */
export class Profiler {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Starts to take samples. */
  static async start(): Promise<Profiler> {
    const { Session } = await import("node:inspector");
    const session = new Session();
    session.connect();
    const profiler = new Profiler(session);
    await profiler.#post("Profiler.enable");
    await profiler.#post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_US });
    await profiler.#post("Profiler.start");
    return profiler;
  }

  /** Ends it. @returns What it saw. */
  async stop(): Promise<CpuProfile> {
    try {
      const result = await this.#post("Profiler.stop");
      return CpuProfile.parse((result as { profile?: unknown }).profile);
    } finally {
      this.#session.disconnect();
    }
  }

  #post(method: string, params: object = {}): Promise<object> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error, result) => {
        if (error === null) resolve(result ?? {});
        else reject(error);
      });
    });
  }
}
