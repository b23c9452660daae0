/** The paths a gradient request may name. @module */

import type { ArraySpec } from "../arrays/spec.ts";
import type { ErrorItem } from "../schema/error_item.ts";
import type { ArrayLeaf, CompiledModel } from "../schema/compile.ts";
import { pythonRepr } from "./python_text.ts";

interface Alternative {
  readonly spec: ArraySpec;
  /** Refuses the path in pydantic's words. */
  refuse(input: unknown): ErrorItem;
  matches(path: string): boolean;
}

/** Knows every differentiable leaf of one model and finds the one that a concrete path means. */
export class DifferentiablePaths {
  /** The leaves, one per distinct pattern, in schema order. */
  readonly leaves: readonly ArrayLeaf[];
  /** Whether a vector over these paths must keep `1` and `1.0` apart. */
  readonly needExactNumbers: boolean;
  readonly #alternatives: readonly Alternative[];
  /** Paths without container, for a look-up without search. */
  readonly #literals = new Map<string, ArraySpec>();

  constructor(model: CompiledModel) {
    const byPattern = new Map<string, ArrayLeaf>();
    for (const leaf of model.leaves) {
      if (leaf.spec.differentiable) byPattern.set(leaf.pattern, leaf);
    }
    this.leaves = [...byPattern.values()];
    this.needExactNumbers = this.leaves.some(({ spec }) => !isFloating(spec));
    this.#alternatives = this.leaves.map((leaf) =>
      leaf.hasContainer ? patternAlternative(leaf) : literalAlternative(leaf)
    );
    for (const leaf of this.leaves) {
      if (!leaf.hasContainer) this.#literals.set(leaf.pattern, leaf.spec);
    }
  }

  /** What the schema says about the array at a concrete path such as `items.[0].v`. */
  specOf(path: string): ArraySpec | undefined {
    return this.#literals.get(path) ??
      this.#alternatives.find((alternative) => alternative.matches(path))?.spec;
  }

  /** One error per alternative, as pydantic reports a value that fits no member of a union. */
  refuse(input: unknown): ErrorItem[] {
    const errors = this.#alternatives.map((alternative) => alternative.refuse(input));
    // A union of one is no union: the place has no member in it.
    if (errors.length === 1) { for (const error of errors) error.loc = []; }
    return errors;
  }
}

function isFloating({ dtype }: ArraySpec): boolean {
  return dtype !== null && /^(float|complex)/.test(dtype);
}

function literalAlternative({ pattern, spec }: ArrayLeaf): Alternative {
  const expected = pythonRepr(pattern);
  return {
    spec,
    matches: (path) => path === pattern,
    refuse: (input) => ({
      type: "literal_error",
      loc: [`literal[${expected}]`],
      msg: `Input should be ${expected}`,
      input,
      ctx: { expected },
    }),
  };
}

function patternAlternative({ regex, spec }: ArrayLeaf): Alternative {
  // `s`: the dot behind a backslash stands for any character of a dict key.
  const expression = new RegExp(regex, "su");
  return {
    spec,
    matches: (path) => expression.test(path),
    refuse: (input) =>
      typeof input === "string"
        ? {
          type: "string_pattern_mismatch",
          loc: ["constrained-str"],
          msg: `String should match pattern '${regex}'`,
          input,
          ctx: { pattern: regex },
        }
        : {
          type: "string_type",
          loc: ["constrained-str"],
          msg: "Input should be a valid string",
          input,
        },
  };
}
