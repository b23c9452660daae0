/** Python environments of this checkout, from files of pinned requirements. @module */

import { basename } from "node:path";
import { readIfThere } from "../../lib/core/read_if_there.ts";
import { capture } from "../process.ts";
import { note } from "../terminal.ts";

const INSTALL_LIMIT_MS = 8 * 60_000;

/** What may be done to make something that tests need. */
export interface InstallOptions {
  /** Whether a missing system package (python3-venv) may be installed: only where nobody's machine is changed. */
  mayInstallSystemPackages: boolean;
}

/** An environment and what belongs into it. */
export interface PythonEnvironment {
  /** Where it is made. */
  readonly folder: string;
  /** The file of requirements; a copy inside the environment tells what it has. */
  readonly requirements: string;
}

/**
 * Makes an environment, or finds it up to date, and gives the path of its Python.
 *
 * @throws {Error} when Python is missing or a package cannot be installed.
 */
export async function makePythonEnvironment(
  { folder, requirements }: PythonEnvironment,
  options: InstallOptions,
): Promise<string> {
  const python = `${folder}/bin/python`;
  const installed = `${folder}/${basename(requirements)}`;
  const wanted = await Deno.readTextFile(requirements);
  if (await readIfThere(installed) === wanted) return python;
  note(`Installing ${basename(requirements)} into ${folder}`);
  await makeVenv(folder, options);
  await must([python, "-m", "pip", "install", "--quiet", "--requirement", requirements]);
  await Deno.writeTextFile(installed, wanted);
  return python;
}

/** Runs a program that has to succeed. */
export async function must(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { code, stdout, stderr } = await capture(argv, { env, limitMs: INSTALL_LIMIT_MS });
  if (code === 0) return;
  throw new Error(`Cannot run "${argv.join(" ")}": exit code ${code}\n${stdout}${stderr}`.trim());
}

async function makeVenv(folder: string, options: InstallOptions): Promise<void> {
  const argv = ["python3", "-m", "venv", "--clear", folder];
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
