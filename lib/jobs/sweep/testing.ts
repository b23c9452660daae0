/** A sweep in a temporary folder, for tests. @module */

import { createSweep, type OpenSweep, sha256 } from "./folder.ts";
import { Owner } from "./owner.ts";
import { PartFile } from "./part_file.ts";
import type { PointCaller } from "./point_caller.ts";
import { runPoints, type RunPointsEnd, type RunPointsOptions } from "./run_points.ts";
import { Tally } from "./tally.ts";
import { WorkList } from "./work_list.ts";

/** A sweep over `{"s": 0}`, `{"s": 1}`, …, removed at the end of the scope. */
export interface TestSweep extends OpenSweep, AsyncDisposable {}

/** Makes a sweep. */
export async function testSweep(count: number, blockSize: number): Promise<TestSweep> {
  const path = await Deno.makeTempDir({ prefix: "tessera-test-" });
  const text = Array.from({ length: count }, (_, s) => `{"s":${s}}\n`).join("");
  const open = await createSweep(path, {
    version: 1,
    name: "test",
    createdMs: 0,
    target: { kind: "module", path: "/module.ts" },
    endpoint: "apply",
    over: { name: "x.jsonl", copy: "over.jsonl", sha256: await sha256(text) },
    count,
    blockSize,
    outputFormat: "lists",
    inputPath: "/",
  }, text);
  return {
    ...open,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** One process that works on a sweep. */
export interface TestWorker extends Disposable {
  readonly owner: Owner;
  readonly work: WorkList;
  readonly part: PartFile;
  readonly tally: Tally;
  /** Works until nothing is left to take. */
  run(caller: PointCaller, options?: Partial<RunPointsOptions>): Promise<RunPointsEnd>;
}

/** Opens a worker, as a process that starts now would be. */
export async function testWorker({ folder, sweep, points }: OpenSweep): Promise<TestWorker> {
  const owner = await Owner.open(folder.claims, {});
  const work = new WorkList(folder.claims, owner, sweep);
  const part = new PartFile(folder.parts, owner.worker);
  const tally = new Tally(folder.parts, sweep.count);
  const { signal } = new AbortController();
  return {
    owner,
    work,
    part,
    tally,
    run: async (caller, options = {}) =>
      await runPoints({
        sweep,
        points,
        work,
        tally,
        part,
        caller,
        retries: 0,
        maxFailures: null,
        signal,
        ...options,
      }),
    [Symbol.dispose]() {
      part[Symbol.dispose]();
      owner[Symbol.dispose]();
    },
  };
}

/** A caller whose answers are those of a function of `s`; what it throws fails the point. */
export function testCaller(apply: (s: number) => unknown, width = 2): PointCaller {
  return {
    width,
    async call(_index, body) {
      await Promise.resolve();
      try {
        const { inputs } = JSON.parse(body);
        return { kind: "succeeded", outputs: JSON.stringify(apply(inputs.s)) };
      } catch (error) {
        return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** One line of `results.jsonl`. */
export interface TestResult {
  readonly index: number;
  readonly status: string;
  readonly inputs: { readonly s: number };
  readonly outputs: unknown;
  readonly error: string | null;
  readonly attempts: number;
  readonly seconds: number;
}

/** The merged results. */
export async function testResults({ folder }: OpenSweep): Promise<TestResult[]> {
  const text = await Deno.readTextFile(folder.results);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}
