/** What `tessera serve` does. @module */

import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import type { ConfigLayer } from "../../../runtime/config/settings.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import type { Access } from "../../../runtime/server/access_policy.ts";
import { decideAccess, schedulerJobId } from "../../../runtime/server/access_policy.ts";
import { announce, withdraw, withdrawOutdated } from "../../../runtime/server/announce.ts";
import { whenIdle } from "../../../runtime/server/idle_watch.ts";
import { type RunningServer, startServer } from "../../../runtime/server/serve.ts";
import { formatDurationMs } from "../../core/duration.ts";
import { TesseraError } from "../../core/errors.ts";
import { isRemote, redactLocation } from "../../storage/location.ts";
import { layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import { inspectSetup } from "../inspect_options.ts";
import type { CliIo } from "../io.ts";
import { writeNote } from "../output.ts";
import { redirectStdout } from "../redirect_stdout.ts";
import { pythonOptions, refuseInspector, refusePython } from "../python_options.ts";
import { prepareOutput } from "../result_sink.ts";
import type { ServeOptionValues } from "../serve_options.ts";
import { type StagedFolders, stageFolders } from "../staged_folders.ts";
import { type End, EndSignals } from "../end_signals.ts";
import { isJobTarget } from "../job_target.ts";
import { parseTarget, type Target } from "../target.ts";

const MIB = 1024 * 1024;

/** Serves a module until the process is told to end. */
export async function serveTarget(
  text: string,
  options: ServeOptionValues,
  io: CliIo,
): Promise<number> {
  const target = requireModule(text);
  const layer = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  refuseRemoteOutput(layer);
  if (layer.outputPath !== undefined) await prepareOutput({ folder: layer.outputPath, name: "" });
  return await serveModule({ target: target.path, layer }, options, io);
}

/** @throws {TesseraError} `usage` for what is served already. */
export function requireModule(text: string): Extract<Target, { kind: "module" }> {
  const target = parseTarget(text);
  if (target.kind === "module" && !isJobTarget(text)) return target;
  const found = target.kind === "url" ? "a URL" : "a job";
  throw new TesseraError("usage", `Cannot serve "${text}": found ${found}, expected a module`, {
    hint: "Pass the file or folder of a module",
  });
}

/**
 * Serves a module: copies a remote input folder here, announces the server, waits for the end, drains.
 *
 * @returns 0 after SIGTERM, SIGUSR1, an idle while, or when the parent is gone; 130 after Ctrl-C.
 * @throws {TesseraError} `bad_input` for an output folder on another machine.
 */
export async function serveModule(
  module: { target: string | undefined; layer: ConfigLayer },
  options: ServeOptionValues,
  io: CliIo,
): Promise<number> {
  refuseRemoteOutput(module.layer);
  const modulePath = await locateModule(module.target, io.env);
  refuseForeignOptions(modulePath, options);
  if (options.announce !== undefined) withdrawOutdated(options.announce, schedulerJobId(io.env));
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
  const staged = await stageUntilEnd(module.layer, ends, io);
  if ("exitCode" in staged) {
    writeNote(io, `${staged.reason} before the input folder was here`);
    return staged.exitCode;
  }
  await using folders = staged;
  const allowUrls = options.allowUrls ?? false;
  const timeoutMs = options.timeout ?? 0;
  const inspect = inspectSetup(options);
  const config = resolveConfig(folders.layer, { ...PATH_POLICIES.server, allowUrls });
  const starting = startServer({
    modulePath,
    config,
    host: options.host,
    port: options.port,
    numWorkers: options.numWorkers,
    queueSize: options.queueSize,
    maxBodyBytes: options.maxBodySize,
    access,
    onNote: (text) => writeNote(io, text),
    ...(inspect === undefined ? {} : { inspect }),
    ...(isPython(modulePath) ? { python: pythonOptions(options, config, io) } : {}),
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
  let end: End;
  try {
    tell(server, access, modulePath, options, io);
    end = await firstEnd(server, ends, options.idleTimeout ?? 0);
    writeNote(io, `${end.reason}: ending calls under way, then the server`);
  } finally {
    await server.stop(options.drainTimeout);
    if (options.announce !== undefined) withdraw(options.announce, Deno.pid);
  }
  if (end.isWarning && options.requeueJob) await comeBackLater(io);
  return end.exitCode;
}

/** Has the scheduler start this job again: a server that was wanted for longer than one walltime. */
async function comeBackLater(io: CliIo): Promise<void> {
  const { requeueOwnJob } = await import("../../jobs/slurm/requeue_own.ts");
  const jobId = await requeueOwnJob(io.env);
  writeNote(io, `Slurm will start job ${jobId} again`);
}

/** Waits for a signal, or until nobody has called for a while. */
async function firstEnd(server: RunningServer, ends: EndSignals, limitMs: number): Promise<End> {
  if (limitMs === 0) return await ends.first();
  const leaving = new AbortController();
  const idle = whenIdle(limitMs, () => server.activity(), { signal: leaving.signal });
  const reason = `Nobody has called for ${formatDurationMs(limitMs)}`;
  try {
    return await Promise.race([ends.first(), idle.then(() => ({ reason, exitCode: EXIT.ok }))]);
  } finally {
    leaving.abort();
  }
}

/** @throws {TesseraError} `usage` for what has a meaning only for modules of another language. */
function refuseForeignOptions(modulePath: string, options: ServeOptionValues): void {
  if (!isPython(modulePath)) return refusePython(options, modulePath);
  refuseInspector(inspectSetup(options), modulePath);
  if (options.workerMemory === undefined) return;
  throw new TesseraError(
    "usage",
    `Cannot use --worker-memory: "${modulePath}" is a module in Python, which has no such heap`,
    { hint: "Limit the process instead: ulimit -v, or the memory of the job" },
  );
}

/**
 * Runs write into the output folder for as long as the server lives, and clients read from it: a copy that is sent
 * at the end would come too late for them, and never when the process is killed.
 */
function refuseRemoteOutput({ outputPath }: ConfigLayer): void {
  if (outputPath === undefined || !isRemote(outputPath)) return;
  throw new TesseraError(
    "bad_input",
    `Cannot serve with output path "${
      redactLocation(outputPath)
    }": found a URL, expected a folder of ` +
      "this machine",
    { hint: "Pass a local folder, and copy it when the server has ended" },
  );
}

/** The folders as this machine has them, or why the server ends before it starts. */
async function stageUntilEnd(
  layer: ConfigLayer,
  ends: EndSignals,
  io: CliIo,
): Promise<StagedFolders | End> {
  const leaving = new AbortController();
  const ended = ends.first().then((end) => {
    leaving.abort(end);
    return end;
  });
  try {
    return await stageFolders(layer, io, { signal: leaving.signal });
  } catch (error) {
    if (leaving.signal.aborted) return await ended;
    throw error;
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
