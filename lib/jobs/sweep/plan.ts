/** Plans: grids, lists and samples of points, as written in YAML. The grammar stands in docs/sweep.md. @module */

import { TesseraError } from "../../core/errors.ts";
import { distribution, type Quantile } from "./distribution.ts";
import { gridValues, MAX_POINTS } from "./grid_values.ts";
import { type InputPath, parseInputPath, setInput } from "./input_path.ts";
import { checkJson, planError, planInteger, planObject, type PlanPart } from "./plan_error.ts";
import type { Points } from "./points.ts";
import { randomOrder, randomStream } from "./random_numbers.ts";

const KEYS = [
  "base",
  "grid",
  "list",
  "random",
  "lhs",
  "samples",
  "seed",
  "combine",
  "request",
] as const;

/** Something that points differ in: it puts its value number k into the inputs. */
interface Axis {
  readonly place: string;
  readonly length: number;
  set(inputs: object, k: number): void;
}

/**
 * Reads a plan. Its axes are the list, each variable of the grid, and the samples, in this order. Their product has
 * the last axis changing fastest; zipped, all have the same length and are walked together.
 *
 * @param document What the YAML file holds.
 * @throws {TesseraError} `bad_input` that names the part, what was found and what was expected.
 */
export function readPlan(document: unknown): Points {
  const plan = planObject({ place: "", value: document }, KEYS);
  const part = (key: (typeof KEYS)[number]): PlanPart => ({ place: key, value: plan[key] });
  const base = optionalObject(part("base"));
  const request = optionalObject(part("request"));
  if (Object.hasOwn(request, "inputs")) {
    throw planError(part("request"), 'no "inputs": that is "base"');
  }
  checkJson(part("base"));
  checkJson(part("request"));
  const axes = [...listAxes(part("list")), ...gridAxes(part("grid")), ...sampleAxes(part)];
  refuseTwice(plan);
  if (axes.length === 0) {
    throw new TesseraError("bad_input", "Cannot use the plan: found no points in it", {
      hint: 'Add "grid", "list", "random" or "lhs"',
    });
  }
  const points = combined(axes, {
    base: JSON.stringify(base),
    isZipped: isZipped(part("combine")),
  });
  points.at(0); // a name that does not fit is found now, not by a worker
  return { ...points, request };
}

function combined(
  axes: readonly Axis[],
  { base, isZipped }: { base: string; isZipped: boolean },
): Pick<Points, "count" | "at"> {
  const at = (indices: readonly number[]): string => {
    const inputs = JSON.parse(base);
    axes.forEach((axis, a) => axis.set(inputs, indices[a] ?? 0));
    return JSON.stringify(inputs);
  };
  if (isZipped) {
    const [first = { place: "", length: 0 }] = axes;
    const other = axes.find(({ length }) => length !== first.length);
    if (other === undefined) {
      return { count: first.length, at: (index) => at(axes.map(() => index)) };
    }
    const found =
      `"${first.place}" has ${first.length} and "${other.place}" ${other.length} values`;
    throw new TesseraError("bad_input", `Cannot zip the plan: ${found}`, {
      hint: 'Give all the same number of values, or write "combine: product"',
    });
  }
  const count = axes.reduce((product, { length }) => product * length, 1);
  if (count > MAX_POINTS) {
    throw new TesseraError("bad_input", `Cannot use the plan: found ${count} points`, {
      hint: `At most ${MAX_POINTS} can be made; take fewer values for some names`,
    });
  }
  return {
    count,
    at(index) {
      const indices: number[] = [];
      let rest = index;
      for (const { length } of axes.toReversed()) {
        indices.unshift(rest % length);
        rest = Math.floor(rest / length);
      }
      return at(indices);
    },
  };
}

function listAxes(part: PlanPart): Axis[] {
  const { place, value } = part;
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0) throw planError(part, "a list of inputs");
  const entries = value.map((entry, k) => {
    const inputs = planObject({ place: `${place}[${k}]`, value: entry });
    checkJson({ place: `${place}[${k}]`, value: entry });
    return Object.entries(inputs).map(([name, one]): [InputPath, unknown] => [
      parseInputPath(name),
      one,
    ]);
  });
  const set = (inputs: object, k: number): void => {
    for (const [path, one] of entries[k] ?? []) setInput(inputs, path, copy(one));
  };
  return [{ place, length: entries.length, set }];
}

function gridAxes(part: PlanPart): Axis[] {
  if (part.value === undefined) return [];
  return Object.entries(planObject(part)).map(([name, value]) => {
    const place = `grid.${name}`;
    const path = parseInputPath(name);
    const values = gridValues({ place, value });
    return {
      place,
      length: values.length,
      set: (inputs, k) => setInput(inputs, path, copy(values[k])),
    };
  });
}

/** Samples of all random variables are one axis: its points differ in all of them at once. */
function sampleAxes(part: (key: "random" | "lhs" | "samples" | "seed") => PlanPart): Axis[] {
  const [random, lhs] = [part("random"), part("lhs")];
  if (random.value === undefined && lhs.value === undefined) {
    for (const needless of [part("samples"), part("seed")]) {
      if (needless.value !== undefined) throw planError(needless, '"random" or "lhs" beside it');
    }
    return [];
  }
  const length = planInteger(part("samples"), [1, MAX_POINTS]);
  const seed = part("seed").value === undefined
    ? 0
    : planInteger(part("seed"), [0, Number.MAX_SAFE_INTEGER]);
  const variables = [
    ...variablesOf(random, (name) => {
      const stream = randomStream(seed, name);
      return (k) => stream.at(k);
    }),
    ...variablesOf(lhs, (name) => {
      const stream = randomStream(seed, name);
      const order = randomOrder(length, randomStream(seed, `${name} order`));
      return (k) => ((order[k] ?? 0) + stream.at(k)) / length;
    }),
  ];
  const set = (inputs: object, k: number): void => {
    for (const { path, uniform, quantile } of variables) {
      setInput(inputs, path, copy(quantile(uniform(k))));
    }
  };
  return [{ place: "samples", length, set }];
}

interface Variable {
  readonly path: InputPath;
  /** The number in [0, 1) of sample k. */
  readonly uniform: (k: number) => number;
  readonly quantile: Quantile;
}

function variablesOf(
  { place, value }: PlanPart,
  uniformOf: (name: string) => (k: number) => number,
): Variable[] {
  if (value === undefined) return [];
  return Object.entries(planObject({ place, value })).map(([name, inner]) => ({
    path: parseInputPath(name),
    uniform: uniformOf(name),
    quantile: distribution({ place: `${place}.${name}`, value: inner }),
  }));
}

/** A name in two sections: one of them would have no effect. */
function refuseTwice(plan: Record<string, unknown>): void {
  const seen = new Map<string, string>();
  for (const section of ["grid", "random", "lhs"]) {
    for (const name of Object.keys(plan[section] ?? {})) {
      const first = seen.get(name);
      if (first !== undefined) {
        throw new TesseraError(
          "bad_input",
          `Cannot use the plan: found "${name}" in "${first}" and in "${section}"`,
          { hint: "Leave one of them out" },
        );
      }
      seen.set(name, section);
    }
  }
}

function isZipped(part: PlanPart): boolean {
  const { value = "product" } = part;
  if (value !== "product" && value !== "zip") throw planError(part, "product or zip");
  return value === "zip";
}

function optionalObject(part: PlanPart): Record<string, unknown> {
  return part.value === undefined ? {} : planObject(part);
}

/** Values are shared by many points, and a later axis may change what it finds. */
function copy(value: unknown): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}
