/** Compares the gradients of a module with central differences of its `apply`. @module */

import { dirname } from "node:path";
import { TesseraError } from "../../lib/core/errors.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { type Candidate, candidateOf, type Pair } from "./candidate.ts";
import type { FoundArray } from "./differentiable_values.ts";
import { EvaluationPoint, type GradientHost } from "./evaluation_point.ts";
import { exceptionText } from "./exception_text.ts";
import { centralDifference } from "./finite_differences.ts";
import { type CheckOptions, resolvePlan } from "./plan.ts";
import { RandomState } from "./random_state.ts";
import type {
  EndpointReport,
  GradientEndpoint,
  GradientFailure,
  GradientReport,
} from "./report.ts";
import { indexOf, type Sample, sampleElements, sampleOutput } from "./sampling.ts";
import { allClose, pick, type Values, valuesOf } from "./values.ts";

/** Upstream's absolute tolerance. */
const ATOL = 1e-8;
/** Numbers that remembered differences may hold together: 128 MiB. */
const MAX_CACHED_NUMBERS = 16 * 1024 * 1024;
/** How long the module may keep the event loop before signals are looked at. */
const MAX_BUSY_MS = 50;

/**
 * Checks every gradient endpoint at one point, element by element, as upstream 1.15 does; the same
 * seed checks the same elements. What the module throws during a check counts as a failure.
 *
 * @param host The runtime of the module.
 * @param raw A payload of `apply` as parsed (docs/architecture.md, "The raw tree").
 * @returns What was found; after an abort, as far as it went.
 * @throws {TesseraError} `bad_input` for a payload that `apply` refuses and for paths, endpoints or
 * steps that do not exist; whatever `apply` throws at the point itself.
 */
export async function checkGradients(
  host: GradientHost,
  raw: unknown,
  options: CheckOptions,
): Promise<GradientReport> {
  const point = new EvaluationPoint(host, raw);
  const outputs = await point.apply();
  const plan = resolvePlan(options, { host, inputs: point.inputs, outputs });
  const run = new CheckRun(point, { ...plan, folder: dirname(host.module.path) });
  for (const endpoint of plan.endpoints) {
    if (!await run.check(endpoint)) break;
  }
  const { reports } = run;
  const interrupted = options.signal?.aborted ?? false;
  const passed = reports.every(({ failures }) => failures.length === 0);
  return { endpoints: reports, passed, interrupted, seed: plan.seed };
}

interface RunSettings extends ReturnType<typeof resolvePlan> {
  readonly folder: string;
}

class CheckRun {
  readonly reports: EndpointReport[] = [];
  readonly #point: EvaluationPoint;
  readonly #settings: RunSettings;
  readonly #elements: RandomState;
  readonly #outputElements: RandomState;
  readonly #differences = new BoundedCache<Promise<Values[]>>(MAX_CACHED_NUMBERS);
  #lastPauseMs = performance.now();

  constructor(point: EvaluationPoint, settings: RunSettings) {
    this.#point = point;
    this.#settings = settings;
    this.#elements = new RandomState(settings.seed);
    this.#outputElements = new RandomState(settings.seed);
  }

  /** @returns Whether it went to its end. */
  async check(endpoint: GradientEndpoint): Promise<boolean> {
    const { inputs, outputs, maxEvals, onProgress } = this.#settings;
    const samples = sampleElements(inputs, { maxEvals, random: this.#elements });
    const pairs = this.#pairs(endpoint, samples);
    const candidate = candidateOf(endpoint, this.#point);
    const failures: GradientFailure[] = [];
    const total = samples.length * outputs.length;
    let checks = 0;
    try {
      for (const sample of samples) {
        for (const pair of pairs.get(sample.input.path) ?? []) {
          await this.#pause();
          const failure = await this.#checkOne(candidate, pair, sample);
          if (failure !== null) failures.push(failure);
          checks++;
          onProgress?.({ endpoint, done: checks, total, failures: failures.length });
        }
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.reports.push({ endpoint, checks, failures });
      return false;
    }
    this.reports.push({ endpoint, checks, failures });
    return true;
  }

  #pairs(endpoint: GradientEndpoint, samples: readonly Sample[]): Map<string, Pair[]> {
    const { inputs, outputs } = this.#settings;
    const maxSamples = endpoint === "vector_jacobian_product"
      ? this.#settings.maxOutputSamples
      : undefined;
    const pairs = new Map<string, Pair[]>();
    for (const input of inputs) {
      const elements = samples.filter((sample) => sample.input === input);
      const wanted = [...new Set(elements.map(({ element }) => element))];
      if (wanted.length === 0) continue;
      pairs.set(
        input.path,
        outputs.map((output) => ({
          input,
          output,
          wanted,
          outputElements: sampleOutput(output, { maxSamples, random: this.#outputElements }),
          pause: () => this.#pause(),
        })),
      );
    }
    return pairs;
  }

  async #checkOne(
    candidateAt: Candidate,
    pair: Pair,
    sample: Sample,
  ): Promise<GradientFailure | null> {
    const place = {
      inputPath: pair.input.path,
      outputPath: pair.output.path,
      index: indexOf(sample.element, pair.input.array.shape),
    };
    try {
      const whole = await this.#difference(pair, sample);
      const { outputElements } = pair;
      const reference = outputElements === null ? whole : pick(whole, outputElements);
      const candidate = await candidateAt(pair, sample);
      if (allClose(reference, candidate, { atol: ATOL, rtol: this.#settings.rtol })) return null;
      return { ...place, values: { candidate, reference }, exception: null };
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return { ...place, values: null, exception: exceptionText(error, this.#settings.folder) };
    }
  }

  /** The difference of one output; those of all outputs are made together and remembered. */
  async #difference({ output }: Pair, sample: Sample): Promise<Values> {
    const { outputs } = this.#settings;
    const key = `${sample.element} ${sample.input.path}`;
    let differences = this.#differences.get(key);
    if (differences === undefined) {
      differences = this.#differencesAt(sample);
      const numbers = outputs.reduce((sum, { array }) => sum + array.size, 1);
      this.#differences.set(key, differences, numbers);
    }
    const found = (await differences)[outputs.indexOf(output)];
    if (found === undefined) throw new RangeError(`Found no output at "${output.path}"`);
    return found;
  }

  #differencesAt({ input, element }: Sample): Promise<Values[]> {
    const { outputs, stepFor } = this.#settings;
    return centralDifference(async (by) => {
      const found = await this.#point.apply({ array: input, by });
      return outputs.map(({ path }) => valuesOf(arrayOf(found, path)));
    }, { at: input.array, element, eps: stepFor(input.path) });
  }

  async #pause(): Promise<void> {
    const { signal } = this.#settings;
    if (performance.now() - this.#lastPauseMs > MAX_BUSY_MS) {
      // Synchronous modules would otherwise never let a signal handler run.
      await new Promise((resume) => setTimeout(resume, 0));
      this.#lastPauseMs = performance.now();
    }
    if (signal?.aborted) throw new Interrupted();
  }
}

class Interrupted extends Error {}

function arrayOf(found: readonly FoundArray[], path: string): FoundArray["array"] {
  const output = found.find((entry) => entry.path === path);
  if (output === undefined) {
    throw new TesseraError("failed", `Cannot compare output "${path}": it is gone after a step`);
  }
  return output.array;
}
