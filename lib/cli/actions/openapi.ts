/** What `tessera openapi` does. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import { TesseraError } from "../../core/errors.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { resolveTarget } from "../job_target.ts";
import { writeJson } from "../output.ts";
import { quietPythonOptions, refusePython } from "../python_options.ts";
import { fetchRemote } from "../remote.ts";
import { writeResult } from "../result_sink.ts";
import { withStagedFolders } from "../staged_folders.ts";
import { refuseLocalOptions, refuseTokenFile } from "../target.ts";

/** Options of the command. */
export interface OpenApiOptions extends ConfigOptionValues {
  readonly tokenFile?: string | undefined;
  readonly python?: string | undefined;
}

/** Prints the document: of a module indented, of a server as it came. */
export async function printOpenApi(
  text: string,
  options: OpenApiOptions,
  io: CliIo,
): Promise<number> {
  const target = await resolveTarget(text, io);
  if (target.kind === "url") {
    const { tokenFile, name, description, version, debug, python } = options;
    refuseLocalOptions({
      "--name": name,
      "--description": description,
      "--version": version,
      "--debug": debug,
      "--python": python,
    });
    const response = await fetchRemote(target, { path: "openapi.json", tokenFile });
    if (!response.ok) {
      await response.body?.cancel();
      throw new TesseraError(
        "failed",
        `Cannot get "${target.baseUrl}/openapi.json": the server answered ${response.status}`,
        { hint: "Check the address, and that a module is being served there" },
      );
    }
    await writeResult(io, response.body ?? []);
    return EXIT.ok;
  }
  refuseTokenFile(options);
  writeJson(io, await documentOf(target.path, options, io));
  return EXIT.ok;
}

async function documentOf(target: string, options: OpenApiOptions, io: CliIo): Promise<unknown> {
  const given = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  return await withStagedFolders(
    given,
    io,
    (layer) => documentUnder(target, resolveConfig(layer, PATH_POLICIES.command), options, io),
    { inputs: false },
  );
}

async function documentUnder(
  target: string,
  config: RuntimeConfig,
  options: OpenApiOptions,
  io: CliIo,
): Promise<unknown> {
  const path = await locateModule(target, io.env);
  if (isPython(path)) {
    const { describePython } = await import("../python/describe.ts");
    const python = quietPythonOptions(options, io);
    return JSON.parse(
      (await describePython({ path, config, python, skipRequiredFiles: true }, io)).openapi,
    );
  }
  refusePython(options, path);
  const { withModule } = await import("../module_session.ts");
  const { skipRequiredFiles } = await import("../../../runtime/authoring/require_file.ts");
  skipRequiredFiles();
  return await withModule({ target, config }, io, (runtime) => Promise.resolve(runtime.openapi()));
}
