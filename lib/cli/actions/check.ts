/** What `tessera check` does. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { resolveTarget } from "../job_target.ts";
import { formatTable, writeJson } from "../output.ts";
import { quietPythonOptions, refusePython } from "../python_options.ts";
import type { RemoteTarget } from "../remote.ts";
import { requireServedEndpoints } from "../served/answer.ts";
import { withStagedFolders } from "../staged_folders.ts";
import { refuseLocalOptions, refuseTokenFile } from "../target.ts";

/** What was found. */
interface CheckReport {
  readonly target: string;
  readonly kind: "module" | "url";
  readonly endpoints: readonly string[];
}

/** Options of the command. */
export interface CheckOptions extends ConfigOptionValues {
  readonly json?: true | undefined;
  readonly tokenFile?: string | undefined;
  readonly python?: string | undefined;
}

/** Loads a module, or asks a server, and lists the endpoints. */
export async function checkTarget(text: string, options: CheckOptions, io: CliIo): Promise<number> {
  const target = await resolveTarget(text, io);
  const report = target.kind === "url"
    ? await checkRemote(target, options)
    : await checkModule(target.path, options, io);
  if (options.json) writeJson(io, report);
  else {
    const rows = [[report.kind, report.target], ["endpoints", report.endpoints.join(", ")]];
    writeOutText(io, formatTable(rows));
  }
  return EXIT.ok;
}

async function checkModule(
  target: string,
  options: CheckOptions,
  io: CliIo,
): Promise<CheckReport> {
  refuseTokenFile(options);
  const given = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  return await withStagedFolders(
    given,
    io,
    (layer) => checkLoaded(target, resolveConfig(layer, PATH_POLICIES.command), options, io),
  );
}

async function checkLoaded(
  target: string,
  config: RuntimeConfig,
  options: CheckOptions,
  io: CliIo,
): Promise<CheckReport> {
  const path = await locateModule(target, io.env);
  if (isPython(path)) {
    const { describePython } = await import("../python/describe.ts");
    const python = quietPythonOptions(options, io);
    const { endpoints } = await describePython({ path, config, python }, io);
    return { target: path, kind: "module", endpoints };
  }
  refusePython(options, path);
  const { withModule } = await import("../module_session.ts");
  return await withModule({ target, config }, io, (runtime) => {
    // the document needs every schema, so building it finds what only a later call would
    runtime.openapi();
    const endpoints = runtime.endpointNames();
    return Promise.resolve({ target: runtime.module.path, kind: "module", endpoints });
  });
}

async function checkRemote(target: RemoteTarget, options: CheckOptions): Promise<CheckReport> {
  refuseLocalOptions({ "--input-path": options.inputPath, "--python": options.python });
  const module = { target, tokenFile: options.tokenFile };
  const endpoints = await requireServedEndpoints(module, "check");
  return { target: target.baseUrl, kind: "url", endpoints };
}
