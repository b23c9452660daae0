/** The server of a module that a sweep calls: where it is, and where it is again after it was away. @module */

import { TesseraError } from "../../../core/errors.ts";
import { pause } from "../../../storage/retry.ts";
import type { RemoteTarget } from "../../remote.ts";

/** How long it is until a server that is away is looked for again; schedulers are not to be asked more often. */
const LOOK_PAUSE_MS = 5_000;

/** How often a server at a URL is asked in vain before that is its answer: within about half a minute. */
const FIXED_TRIES = 8;
/**
 * The same for the server of a job: schedulers take minutes to see that a node is dead, five by default with Slurm,
 * and have its jobs run until then.
 */
const MOVING_TRIES = 48;

/** The server of a module. */
export interface ModuleServer {
  /** How often it is asked at the same place while it does not answer, or is busy. */
  readonly maxTries: number;
  /** Where it is, as far as is known. */
  readonly current: RemoteTarget;
  /**
   * Looks where it is now, as it did not answer; waits while it is to come back.
   *
   * @param gone Where it did not answer.
   * @returns Whether it is elsewhere.
   * @throws {TesseraError} `failed` when it does not come back.
   * @throws the signal's reason when that is aborted.
   */
  findAgain(gone: RemoteTarget): Promise<boolean>;
}

/** A server that is at its URL or not at all. */
export function fixedServer(target: RemoteTarget): ModuleServer {
  return { maxTries: FIXED_TRIES, current: target, findAgain: () => Promise.resolve(false) };
}

/** How to find a server that moves. */
export interface MovingServerOptions {
  /** @throws {TesseraError} `unavailable` or `timed_out` while it may come back. */
  find(): Promise<RemoteTarget>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told why somebody waits, and where the server is from now on. */
  tell(text: string): void;
  /** For tests. */
  readonly pauseMs?: number;
}

/** The server of a job, which may be started again elsewhere. */
export async function movingServer(options: MovingServerOptions): Promise<ModuleServer> {
  return new MovingServer(options, await options.find());
}

class MovingServer implements ModuleServer {
  readonly maxTries = MOVING_TRIES;
  readonly #options: MovingServerOptions;
  #current: RemoteTarget;
  /** The search that is under way, whoever began it. */
  #search: Promise<boolean> | undefined;
  #lookedMs = -Infinity;

  constructor(options: MovingServerOptions, current: RemoteTarget) {
    this.#options = options;
    this.#current = current;
  }

  get current(): RemoteTarget {
    return this.#current;
  }

  async findAgain(gone: RemoteTarget): Promise<boolean> {
    if (gone !== this.#current) return true; // another call has found it meanwhile
    const { pauseMs = LOOK_PAUSE_MS } = this.#options;
    if (this.#search === undefined && performance.now() - this.#lookedMs < pauseMs) return false;
    this.#search ??= this.#look().finally(() => this.#search = undefined);
    return await this.#search;
  }

  async #look(): Promise<boolean> {
    const found = await this.#untilFound();
    this.#lookedMs = performance.now();
    // of the same servers, those that do not answer are left out already
    if (addressesOf(found) === addressesOf(this.#current)) return false;
    this.#current = found;
    this.#options.tell(`The server is at ${addressesOf(found)} now; going on\n`);
    return true;
  }

  async #untilFound(): Promise<RemoteTarget> {
    const { signal, tell, find, pauseMs = LOOK_PAUSE_MS } = this.#options;
    for (let hasTold = false;; hasTold = true) {
      try {
        return await find();
      } catch (error) {
        signal.throwIfAborted();
        if (!isPassing(error)) throw error;
        if (!hasTold) tell(`${error.message}; waiting for it\n`);
      }
      await pause(pauseMs, signal);
    }
  }
}

function isPassing(error: unknown): error is TesseraError {
  return error instanceof TesseraError &&
    (error.code === "unavailable" || error.code === "timed_out");
}

function addressesOf({ baseUrl, replicas }: RemoteTarget): string {
  return replicas === undefined ? baseUrl : [...replicas.all].sort().join(" ");
}
