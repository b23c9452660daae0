/** What new modules of both languages have in common: they compute the same. @module */

import type { ProjectFiles } from "../project_files.ts";

/** Payloads and test cases. */
export const sharedFiles: ProjectFiles = {
  "inputs/apply.json": `{ "inputs": { "a": [1, 2, 3], "s": 2 } }\n`,
  "test_cases/test_apply.json": `{
  "endpoint": "apply",
  "payload": { "inputs": { "a": [1.0, 2.0, 3.0], "s": 2.0 } },
  "expected_outputs": { "result": [2.0, 4.0, 6.0] }
}
`,
  "test_cases/test_jacobian.json": `{
  "endpoint": "jacobian",
  "payload": {
    "inputs": { "a": [1.0, 2.0], "s": 3.0 },
    "jac_inputs": ["a", "s"],
    "jac_outputs": ["result"]
  },
  "expected_outputs": {
    "result": { "a": [[3.0, 0.0], [0.0, 3.0]], "s": [1.0, 2.0] }
  }
}
`,
  "test_cases/test_matrix.json": `{
  "endpoint": "apply",
  "payload": { "inputs": { "a": [[1.0, 2.0], [3.0, 4.0]] } },
  "expected_exception": "pydantic.ValidationError"
}
`,
};
