/** The Python environment with tesseract-core that conformance tests and the benchmark compare with. @module */

import { ROOT } from "../process.ts";
import { type InstallOptions, makePythonEnvironment } from "./python_environment.ts";

/**
 * Makes `.cache/venv` of the checkout, or finds it up to date, and gives the path of its Python.
 *
 * @throws {Error} when Python is missing or a package cannot be installed.
 */
export async function makeUpstream(options: InstallOptions): Promise<string> {
  const requirements = `${ROOT}/tests/upstream_requirements.txt`;
  return await makePythonEnvironment({ folder: `${ROOT}/.cache/venv`, requirements }, options);
}
