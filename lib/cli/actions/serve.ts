/** What `tessera serve` does. @module */

import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import { locateModule } from "../../../runtime/module/locate.ts";
import type { Access } from "../../../runtime/server/access_policy.ts";
import { decideAccess, schedulerJobId } from "../../../runtime/server/access_policy.ts";
import { announce, withdraw } from "../../../runtime/server/announce.ts";
import { type RunningServer, startServer } from "../../../runtime/server/serve.ts";
import { TesseraError } from "../../core/errors.ts";
import { layerFromOptions } from "../config_options.ts";
import { inspectSetup } from "../inspect_options.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { redirectStdout } from "../redirect_stdout.ts";
import { prepareOutput } from "../result_sink.ts";
import type { ServeOptionValues } from "../serve_options.ts";
import { EndSignals } from "../end_signals.ts";
import { parseTarget } from "../target.ts";

const MIB = 1024 * 1024;

/** Serves a module until the process is told to end. */
export async function serveTarget(
  text: string,
  options: ServeOptionValues,
  io: CliIo,
): Promise<number> {
  const target = parseTarget(text);
  if (target.kind === "url") {
    throw new TesseraError("usage", `Cannot serve "${text}": found a URL, expected a module`);
  }
  const layer = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  if (layer.outputPath !== undefined) await prepareOutput({ folder: layer.outputPath, name: "" });
  const config = resolveConfig(layer, PATH_POLICIES.server);
  return await serveModule({ target: target.path, config }, options, io);
}

/**
 * Serves a module: announces it, waits for the end, drains.
 *
 * @returns 0 after SIGTERM or when the parent is gone, 130 after Ctrl-C.
 */
export async function serveModule(
  module: { target: string | undefined; config: RuntimeConfig },
  options: ServeOptionValues,
  io: CliIo,
): Promise<number> {
  const modulePath = await locateModule(module.target, io.env);
  const access = decideAccess({
    host: options.host,
    port: options.port,
    noToken: !options.token,
    allowOtherUsers: options.allowOtherUsers ?? false,
    env: io.env,
    ...(options.tokenFile === undefined ? {} : { tokenFile: options.tokenFile }),
  });
  using _token = ownToken(access, options.tokenFile);
  // what the module, its children and native code print goes to stderr
  using _stdout = redirectStdout();
  using ends = new EndSignals(options.parentPipeFd);
  const timeoutMs = options.timeout ?? 0;
  const inspect = inspectSetup(options);
  const starting = startServer({
    modulePath,
    config: module.config,
    host: options.host,
    port: options.port,
    numWorkers: options.numWorkers,
    queueSize: options.queueSize,
    maxBodyBytes: options.maxBodySize,
    access,
    onNote: (text) => writeNote(io, text),
    ...(inspect === undefined ? {} : { inspect }),
    ...(timeoutMs === 0 ? {} : { timeoutMs }),
    ...(options.workerMemory === undefined
      ? {}
      : { workerHeapMib: Math.max(1, Math.floor(options.workerMemory / MIB)) }),
  });
  const server = await Promise.race([starting, ends.first()]);
  if ("exitCode" in server) {
    void starting.catch(() => {});
    writeNote(io, `${server.reason} before the module was loaded`);
    return server.exitCode;
  }
  try {
    tell(server, access, modulePath, options, io);
    const end = await ends.first();
    writeNote(io, `${end.reason}: ending calls under way, then the server`);
    return end.exitCode;
  } finally {
    await server.stop(options.drainTimeout);
    if (options.announce !== undefined) withdraw(options.announce, Deno.pid);
  }
}

/** A token file that was made for this server alone goes with it; one that was named stays. */
function ownToken(access: Access, named: string | undefined): Disposable {
  return {
    [Symbol.dispose]() {
      if (access.kind !== "token" || named !== undefined) return;
      try {
        Deno.removeSync(access.tokenFile);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

function tell(
  server: RunningServer,
  access: Access,
  modulePath: string,
  options: ServeOptionValues,
  io: CliIo,
): void {
  const tokenFile = access.kind === "token" ? access.tokenFile : null;
  if (options.announce !== undefined) {
    announce(options.announce, {
      url: server.url,
      host: server.host,
      port: server.port,
      pid: Deno.pid,
      token_file: tokenFile,
      job_id: schedulerJobId(io.env) ?? null,
    });
  }
  writeNote(io, `Serving ${modulePath} at ${server.url}`);
  writeNote(io, `Endpoints: ${server.endpoints.join(", ")}`);
  writeNote(io, WHO_MAY_CALL[access.kind] + (tokenFile === null ? "" : ` ${tokenFile}`));
}

const WHO_MAY_CALL: Readonly<Record<Access["kind"], string>> = {
  "token": "Callers need the token in",
  "same_user": "Callers must be processes of this user on this machine (or root)",
  "anyone": "Anyone who can reach the address may call",
};
