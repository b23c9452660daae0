/** What `tessera openapi` does. @module */

import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { TesseraError } from "../../core/errors.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { writeJson } from "../output.ts";
import { fetchRemote } from "../remote.ts";
import { writeResult } from "../result_sink.ts";
import { parseTarget, refuseLocalOptions, refuseTokenFile } from "../target.ts";

/** Options of the command. */
export interface OpenApiOptions extends ConfigOptionValues {
  readonly tokenFile?: string | undefined;
}

/** Prints the document: of a module indented, of a server as it came. */
export async function printOpenApi(
  text: string,
  options: OpenApiOptions,
  io: CliIo,
): Promise<number> {
  const target = parseTarget(text);
  if (target.kind === "url") {
    const { tokenFile, name, description, version, debug } = options;
    refuseLocalOptions({
      "--name": name,
      "--description": description,
      "--version": version,
      "--debug": debug,
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
  const { withModule } = await import("../module_session.ts");
  const { skipRequiredFiles } = await import("../../../runtime/authoring/require_file.ts");
  skipRequiredFiles();
  const layer = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  const config = resolveConfig(layer, PATH_POLICIES.command);
  const document = await withModule(
    { target: target.path, config },
    io,
    (runtime) => Promise.resolve(runtime.openapi()),
  );
  writeJson(io, document);
  return EXIT.ok;
}
