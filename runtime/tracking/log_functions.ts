/** What modules log with: parameters, metrics and artifacts of the call that is running. @module */

import process from "node:process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findCurrentRun, type Run } from "./run.ts";

/**
 * Logs a parameter of the running call. Logged again, it is replaced.
 *
 * Kept in `logs/parameters.json` of the run's folder.
 *
 * @param value Anything JSON knows; dates, arrays, sets and maps too. It is kept as it is now.
 * @throws {Error} Outside of a call.
 * @throws {TypeError} For an empty key, and a value that contains itself.
 */
export function logParameter(key: string, value: unknown): void {
  const run = activeRun("parameter", key);
  checkKey("parameter", key);
  run.logParameter(key, value);
}

/**
 * Logs one value of a metric of the running call; 10,000 of them cost a few milliseconds.
 *
 * Kept in `logs/metrics.csv` of the run's folder, with the local time.
 *
 * @param step Where in the series of this key the value stands, an integer; if left out, how many
 * values of the key were logged before.
 * @throws {Error} Outside of a call.
 * @throws {TypeError} For an empty key, a value that is no number, or a step that is no integer.
 */
export function logMetric(key: string, value: number | bigint, step?: number): void {
  const run = activeRun("metric", key);
  checkKey("metric", key);
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw new TypeError(
      `Cannot log metric "${key}": found the value ${Deno.inspect(value)}, expected a number`,
    );
  }
  if (step !== undefined && !Number.isSafeInteger(step)) {
    throw new TypeError(
      `Cannot log metric "${key}": found the step ${Deno.inspect(step)}, expected an integer`,
    );
  }
  run.logMetric(key, value, step);
}

/**
 * Keeps a copy of a file with the running call, under its own name; one of that name is replaced.
 *
 * Kept in `logs/artifacts/` of the run's folder.
 *
 * @param path Relative to the working folder, absolute, or a `file:` URL.
 * @throws {Error} Outside of a call.
 * @throws {Deno.errors.NotFound} When there is no such file.
 * @throws {TypeError} For a folder.
 */
export function logArtifact(path: string | URL): void {
  const run = activeRun("artifact", path);
  const isUrl = path instanceof URL || path.startsWith("file:");
  const file = isUrl ? fileURLToPath(path) : resolve(process.cwd(), path);
  checkFile(file);
  run.logArtifact(file);
}

function activeRun(what: string, name: unknown): Run {
  const run = findCurrentRun();
  if (run !== undefined) return run;
  throw new Error(
    `No active MPA run: cannot log ${what} "${name}" outside of a call of an endpoint, or after it ` +
      "has ended",
  );
}

function checkKey(what: string, key: unknown): void {
  if (typeof key === "string" && key !== "") return;
  throw new TypeError(
    `Cannot log a ${what}: found the key ${Deno.inspect(key)}, expected a text that is not empty`,
  );
}

function checkFile(path: string): void {
  let isDirectory: boolean;
  try {
    ({ isDirectory } = Deno.statSync(path));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(`Artifact file not found: ${path}`, { cause });
  }
  if (!isDirectory) return;
  throw new TypeError(
    `Cannot log artifact "${path}": found a folder, expected a file; log its files one by one`,
  );
}
