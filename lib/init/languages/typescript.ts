/** A new module in TypeScript. @module */

import { editorSupport } from "../editor_support.ts";
import type { ProjectFiles } from "../project_files.ts";
import { sharedFiles } from "./shared.ts";

/** The files of a module that multiplies a vector by a number. */
export async function typescriptModule(name: string): Promise<ProjectFiles> {
  return {
    "tesseract_api.ts": SOURCE,
    ...sharedFiles,
    "README.md": readme(name),
    ...await editorSupport(),
  };
}

const SOURCE = `/** Multiplies a vector by a number. */

import { array, differentiable, Float64, NDArray, z } from "tessera";

export const InputSchema = z.object({
  a: differentiable(array("float64", [null])).describe("A vector"),
  s: differentiable(Float64).default(1).describe("What it is multiplied by"),
});

export const OutputSchema = z.object({
  result: differentiable(array("float64", [null])).describe("The product"),
});

type Inputs = z.infer<typeof InputSchema>;

/** Computes s · a. */
export function apply({ a, s }: Inputs) {
  return { result: a.map((value) => s * value) };
}

/** How the product changes with a, a matrix, and with s, a vector. */
export function jacobian({ a, s }: Inputs, jacInputs: Set<string>) {
  const row: Record<string, NDArray> = {};
  if (jacInputs.has("a")) row.a = diagonal(a.size, s);
  if (jacInputs.has("s")) row.s = a;
  return { result: row };
}

function diagonal(size: number, value: number): NDArray {
  const matrix = NDArray.zeros("float64", [size, size]);
  for (let index = 0; index < size; index++) {
    matrix.data[index * (size + 1)] = value;
  }
  return matrix;
}
`;

function readme(name: string): string {
  return `# ${name}

Multiplies a vector by a number. Replace the schemas and functions in \`tesseract_api.ts\` by yours.

Run in this folder:

\`\`\`sh
tessera test .
tessera run . apply @inputs/apply.json
tessera check-gradients . @inputs/apply.json
tessera serve . --port 8000
\`\`\`

| file               | what it is                                                           |
| ------------------ | -------------------------------------------------------------------- |
| \`tesseract_api.ts\` | the module                                                           |
| \`inputs/\`          | payloads to call it with                                             |
| \`test_cases/\`      | calls and what should come of them, for \`tessera test\`               |
| \`deno.json\`        | tells Deno and its editor extension where the types are              |
| \`tsconfig.json\`    | tells the same to VS Code and others that work with TypeScript alone |
| \`.tessera/\`        | the types of "tessera" and "zod"; keep it with the module            |

For checked types on the command line: \`deno check .\` or \`npx tsc\`. Modules that use Node's built-ins need \`npm install --save-dev @types/node\` for the latter.
`;
}
