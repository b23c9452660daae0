/** Debian's packages that tests use. @module */

import { type RequirementName, REQUIREMENTS } from "../../tests/requirements.ts";
import { note } from "../terminal.ts";
import { must } from "./python_environment.ts";

/** What to install where a requirement is not met. */
const PACKAGES: { readonly [name in RequirementName]?: readonly string[] } = {
  // with a font: without one the browser measures and draws nothing but boxes
  chromium: ["chromium", "fonts-dejavu-core"],
  shells: ["bash", "zsh", "fish"],
  curl: ["curl"],
};

/**
 * Installs what is missing. Changes the machine: only for one that is nobody's.
 *
 * @throws {Error} When a package cannot be installed.
 */
export async function installSystemPackages(): Promise<void> {
  const missing = Object.entries(PACKAGES).filter(([name]) =>
    !REQUIREMENTS[name as RequirementName].isMet()
  );
  if (missing.length === 0) return;
  const packages = missing.flatMap(([, names]) => names);
  note(`Installing ${packages.join(", ")} from Debian`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await must(["apt-get", "update", "-qq"], env);
  await must(["apt-get", "install", "-qq", "-y", "--no-install-recommends", ...packages], env);
  for (const [name] of missing) {
    if (REQUIREMENTS[name as RequirementName].isMet()) continue;
    throw new Error(`Cannot find what "${name}" needs after installing ${packages.join(", ")}`);
  }
}
