/** A new module in Python, for tesseract-core. @module */

import type { ProjectFiles } from "../project_files.ts";
import { sharedFiles } from "./shared.ts";

/** The files of a module that multiplies a vector by a number. */
export function pythonModule(name: string): Promise<ProjectFiles> {
  return Promise.resolve({
    "tesseract_api.py": SOURCE,
    "tesseract_config.yaml": `name: ${JSON.stringify(name)}\nversion: "0.1.0"\n`,
    "tesseract_requirements.txt": "# packages that the module imports, one a line\n",
    ...sharedFiles,
    "README.md": readme(name),
  });
}

const SOURCE = `"""Multiplies a vector by a number."""

import numpy as np
from pydantic import BaseModel, Field
from tesseract_core.runtime import Array, Differentiable, Float64


class InputSchema(BaseModel):
    a: Differentiable[Array[(None,), Float64]] = Field(description="A vector")
    s: Differentiable[Float64] = Field(
        default=1.0, description="What it is multiplied by"
    )


class OutputSchema(BaseModel):
    result: Differentiable[Array[(None,), Float64]] = Field(description="The product")


def apply(inputs: InputSchema) -> OutputSchema:
    """Computes s · a."""
    return OutputSchema(result=inputs.s * inputs.a)


def jacobian(inputs: InputSchema, jac_inputs: set[str], jac_outputs: set[str]):
    """How the product changes with a, a matrix, and with s, a vector."""
    row = {}
    if "a" in jac_inputs:
        row["a"] = inputs.s * np.eye(inputs.a.size)
    if "s" in jac_inputs:
        row["s"] = inputs.a
    return {"result": row}
`;

function readme(name: string): string {
  return `# ${name}

Multiplies a vector by a number. Replace the schemas and functions in \`tesseract_api.py\` by yours.

Run in this folder, with the Python environment active that it is to run in, or with \`--python\` and the path of an interpreter:

\`\`\`sh
pip install 'tesseract-core[runtime]'
tessera test .
tessera run . apply @inputs/apply.json
tessera check-gradients . @inputs/apply.json
tessera serve . --port 8000
\`\`\`

| file                         | what it is                                             |
| ---------------------------- | ------------------------------------------------------ |
| \`tesseract_api.py\`           | the module                                             |
| \`tesseract_config.yaml\`      | name and version for \`tesseract build\`                 |
| \`tesseract_requirements.txt\` | packages that \`tesseract build\` installs               |
| \`inputs/\`                    | payloads to call it with                               |
| \`test_cases/\`                | calls and what should come of them, for \`tessera test\` |
`;
}
