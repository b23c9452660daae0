/** What belongs to the call that is running, wherever in it somebody asks. @module */

import { AsyncLocalStorage } from "node:async_hooks";
import type { RuntimeConfig } from "../config/config.ts";
import type { Run } from "./run.ts";

/** What a call carries with it, into promises and timers too. */
export interface Scope {
  /** The settings it runs under; undefined: those of the thread. */
  readonly config: RuntimeConfig | undefined;
  /** Null: no run, whichever are open; undefined: nobody said. */
  readonly run: Run | null | undefined;
}

/** One storage for all of it: entering one costs half a microsecond. */
export const scopes: AsyncLocalStorage<Scope> = new AsyncLocalStorage();
