/** The browser that tests of the page at /docs drive. @module */

import { chromiumPath, REQUIREMENTS } from "../../tests/requirements.ts";
import { note } from "../terminal.ts";
import { must } from "./python_environment.ts";

/**
 * Installs Debian's Chromium where it is missing. Changes the machine: only for one that is nobody's.
 *
 * @throws {Error} When the package cannot be installed.
 */
export async function installChromium(): Promise<void> {
  if (REQUIREMENTS.chromium.isMet()) return;
  note("Installing chromium from Debian");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // with a font: without one the browser measures and draws nothing but boxes
  const packages = ["chromium", "fonts-dejavu-core"];
  await must(["apt-get", "update", "-qq"], env);
  await must(["apt-get", "install", "-qq", "-y", "--no-install-recommends", ...packages], env);
  if (!REQUIREMENTS.chromium.isMet()) {
    throw new Error(`Cannot find Chromium at ${chromiumPath()} after installing it`);
  }
}
