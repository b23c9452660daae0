/** The settings that user code runs under, wherever in it somebody asks. @module */

import { configFromEnv, PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import type { RuntimeConfig } from "../config/config.ts";
import { scopes } from "./scope.ts";

const thread: { config?: RuntimeConfig } = {};

/**
 * The settings of the call that asks, also in what it does later (timers, promises). Outside of calls
 * those of the thread, and where nobody set these, what the environment says, with files confined to
 * the input and output path.
 */
export function currentConfig(): RuntimeConfig {
  return scopes.getStore()?.config ??
    (thread.config ??= resolveConfig(configFromEnv(Deno.env.toObject()), PATH_POLICIES.server));
}

/** Says what holds in this thread outside of calls: while its module is loaded, above all. */
export function setThreadConfig(config: RuntimeConfig): void {
  thread.config = config;
}

/** Runs something under settings of its own; it stays part of the run that it is called in. */
export function withConfig<Result>(config: RuntimeConfig, action: () => Result): Result {
  return scopes.run({ config, run: scopes.getStore()?.run }, action);
}
