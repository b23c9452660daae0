/** The Python environment with tesseract-core that conformance tests and the benchmark compare with. @module */

import { capture, ROOT } from "../process.ts";
import { note } from "../terminal.ts";

const FOLDER = `${ROOT}/.cache/venv`;
const WANTED = `${ROOT}/tests/upstream_requirements.txt`;
const INSTALLED = `${FOLDER}/upstream_requirements.txt`;
const INSTALL_LIMIT_MS = 8 * 60_000;

/** How the environment may be made. */
export interface UpstreamOptions {
  /** Whether a missing system package (python3-venv) may be installed: only where nobody's machine is changed. */
  mayInstallSystemPackages: boolean;
}

/**
 * Makes `.cache/venv` of the checkout, or finds it up to date, and gives the path of its Python.
 *
 * @throws {Error} when Python is missing or a package cannot be installed.
 */
export async function makeUpstream(options: UpstreamOptions): Promise<string> {
  const python = `${FOLDER}/bin/python`;
  const wanted = await Deno.readTextFile(WANTED);
  if (await readIfThere(INSTALLED) === wanted) return python;
  note("Installing tesseract-core into .cache/venv");
  await makeVenv(options);
  await must([python, "-m", "pip", "install", "--quiet", "--requirement", WANTED]);
  await Deno.writeTextFile(INSTALLED, wanted);
  return python;
}

async function makeVenv(options: UpstreamOptions): Promise<void> {
  const argv = ["python3", "-m", "venv", "--clear", FOLDER];
  const first = await capture(argv, { limitMs: INSTALL_LIMIT_MS });
  if (first.code === 0) return;
  if (!options.mayInstallSystemPackages || Deno.uid() !== 0) {
    throw new Error(`Cannot make a Python environment: ${first.stderr}${first.stdout}`.trim());
  }
  // Debian ships Python without the part that makes environments.
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await must(["apt-get", "update", "-qq"], env);
  await must(["apt-get", "install", "-qq", "-y", "--no-install-recommends", "python3-venv"], env);
  await must(argv);
}

async function must(argv: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const { code, stdout, stderr } = await capture(argv, { env, limitMs: INSTALL_LIMIT_MS });
  if (code === 0) return;
  throw new Error(`Cannot run "${argv.join(" ")}": exit code ${code}\n${stdout}${stderr}`.trim());
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
