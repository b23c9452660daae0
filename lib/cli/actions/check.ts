/** What `tessera check` does. @module */

import { configFromEnv, PATH_POLICIES, resolveConfig } from "../../../runtime/config/from_env.ts";
import { TesseraError } from "../../core/errors.ts";
import { EXIT } from "../exit.ts";
import { type CliIo, writeOutText } from "../io.ts";
import { formatTable, writeJson } from "../output.ts";
import { fetchRemote, type RemoteTarget } from "../remote.ts";
import { parseTarget } from "../target.ts";
import { endpointNames } from "./run_remote.ts";

/** What was found. */
interface CheckReport {
  readonly target: string;
  readonly kind: "module" | "url";
  readonly endpoints: readonly string[];
}

/** Options of the command. */
export interface CheckOptions {
  readonly json?: true | undefined;
  readonly tokenFile?: string | undefined;
}

/** Loads a module, or asks a server, and lists the endpoints. */
export async function checkTarget(text: string, options: CheckOptions, io: CliIo): Promise<number> {
  const target = parseTarget(text);
  const report = target.kind === "url"
    ? await checkRemote(target, options)
    : await checkModule(target.path, io);
  if (options.json) writeJson(io, report);
  else {
    const rows = [[report.kind, report.target], ["endpoints", report.endpoints.join(", ")]];
    writeOutText(io, formatTable(rows));
  }
  return EXIT.ok;
}

async function checkModule(target: string, io: CliIo): Promise<CheckReport> {
  const { withModule } = await import("../module_session.ts");
  const config = resolveConfig(configFromEnv(io.env), PATH_POLICIES.command);
  return await withModule({ target, config }, io, (runtime) => {
    // the document needs every schema, so building it finds what only a later call would
    runtime.openapi();
    const endpoints = runtime.endpointNames();
    return Promise.resolve({ target: runtime.module.path, kind: "module", endpoints });
  });
}

async function checkRemote(target: RemoteTarget, options: CheckOptions): Promise<CheckReport> {
  const { tokenFile } = options;
  const response = await fetchRemote(target, { path: "openapi.json", tokenFile });
  const text = await response.text();
  const endpoints = response.ok ? endpointNames(parseOrUndefined(text)) : [];
  if (endpoints.includes("apply")) return { target: target.baseUrl, kind: "url", endpoints };
  throw new TesseraError(
    "failed",
    `Cannot check "${target.baseUrl}": found no module there ` +
      `(openapi.json: status ${response.status}), expected a document that lists "apply"`,
    { hint: "Check the address, and that a module is being served there" },
  );
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
