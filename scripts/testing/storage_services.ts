/** The S3 and FTP servers that storage is tested with. @module */

import { ROOT } from "../process.ts";
import { note } from "../terminal.ts";
import { readIfThere } from "../../lib/core/read_if_there.ts";
import { type InstallOptions, makePythonEnvironment, must } from "./python_environment.ts";

const FOLDER = `${ROOT}/.cache/services`;
/** VersityGW: an S3 server over a folder; checks signatures as strictly as AWS does. Apache-2.0. */
const S3_SERVER = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
const S3_INSTALLED = `${FOLDER}/bin/versitygw.txt`;

/**
 * Builds the S3 server from source (about two minutes, once) and makes the Python environment of the FTP server,
 * both in `.cache/services`; does nothing for what is there.
 *
 * @throws {Error} when Go or Python is missing, or something cannot be installed.
 */
export async function makeStorageServices(options: InstallOptions): Promise<void> {
  const requirements = `${ROOT}/tests/services/requirements.txt`;
  await makePythonEnvironment({ folder: `${FOLDER}/venv`, requirements }, options);
  if (await readIfThere(S3_INSTALLED) === S3_SERVER) return;
  note(`Building ${S3_SERVER}`);
  await must(["go", "install", S3_SERVER], { GOBIN: `${FOLDER}/bin` });
  await Deno.writeTextFile(S3_INSTALLED, S3_SERVER);
}
