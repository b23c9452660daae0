/** Python and its tesseract-core. @module */

import type { Finding, Machine } from "../finding.ts";

const MIN_PYTHON: readonly [number, number] = [3, 10];
const PROBE = `
import sys
print("%d.%d.%d" % sys.version_info[:3])
try:
    from importlib.metadata import version
    print(version("tesseract_core"))
except Exception:
    print("none")
`;

/** The interpreter of the active environment, or python3. */
export async function python({ env, run }: Machine): Promise<Finding[]> {
  const venv = env.VIRTUAL_ENV;
  const program = venv === undefined || venv === "" ? "python3" : `${venv}/bin/python`;
  const told = await run(program, "-c", PROBE);
  const about = { isNeeded: false, why: "modules in Python, which tesseract-core serves" };
  const [, version, major, minor, core] = told?.code === 0
    ? /^((\d+)\.(\d+)\.\d+)\n(\S+)/.exec(told.text) ?? []
    : [];
  if (version === undefined || core === undefined) {
    const detail = told === undefined ? `no ${program}` : `${program} cannot tell its version`;
    const remedy = "Install Python 3.10 or newer, or activate an environment with one";
    return [{ ...about, name: "Python", isFound: false, detail, remedy }];
  }
  const isNewEnough = Number(major) > MIN_PYTHON[0] || Number(minor) >= MIN_PYTHON[1];
  const hasCore = core !== "none";
  return [
    {
      ...about,
      name: "Python",
      isFound: isNewEnough,
      detail: `${version} (${program})`,
      ...(isNewEnough ? {} : { remedy: `Use Python ${MIN_PYTHON.join(".")} or newer` }),
    },
    {
      ...about,
      name: "tesseract-core",
      isFound: hasCore,
      detail: hasCore ? core : `not installed for ${program}`,
      ...(hasCore ? {} : { remedy: `${program} -m pip install 'tesseract-core[runtime]'` }),
    },
  ];
}
