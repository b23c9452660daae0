/** The program that makes up requests from an OpenAPI document. @module */

import { ROOT } from "../process.ts";
import { type InstallOptions, makePythonEnvironment } from "./python_environment.ts";

/**
 * Makes `.cache/services/schemathesis` of the checkout, or finds it up to date.
 *
 * @throws {Error} when Python is missing or a package cannot be installed.
 */
export async function makeSchemathesis(options: InstallOptions): Promise<void> {
  const requirements = `${ROOT}/tests/services/schemathesis_requirements.txt`;
  await makePythonEnvironment(
    { folder: `${ROOT}/.cache/services/schemathesis`, requirements },
    options,
  );
}
