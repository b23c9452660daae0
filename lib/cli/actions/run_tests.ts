/** What `tessera test` does. (`test.ts` would be taken for a test file.) @module */

import path from "node:path";
import type { RuntimeConfig } from "../../../runtime/config/config.ts";
import {
  configFromEnv,
  mergeLayers,
  PATH_POLICIES,
  resolveConfig,
} from "../../../runtime/config/from_env.ts";
import {
  findInputPath,
  findTestFiles,
  runTestFiles,
  type TestSummary,
} from "../../../runtime/regression/folder.ts";
import { isPython, locateModule } from "../../../runtime/module/locate.ts";
import { toJunitXml } from "../../../runtime/regression/junit.ts";
import { formatCase, formatSummary } from "../../../runtime/regression/report.ts";
import type { TestHost } from "../../../runtime/regression/run_spec.ts";
import { TesseraError } from "../../core/errors.ts";
import { type ConfigOptionValues, layerFromOptions } from "../config_options.ts";
import { EXIT } from "../exit.ts";
import type { CliIo } from "../io.ts";
import { resolveTarget } from "../job_target.ts";
import { withModule } from "../module_session.ts";
import { writeJson, writeReport } from "../output.ts";
import { quietPythonOptions, refusePython } from "../python_options.ts";
import type { RemoteTarget } from "../remote.ts";
import { writeResultFile } from "../result_sink.ts";
import { servedTestHost } from "../served/test_host.ts";
import { withStagedFolders } from "../staged_folders.ts";
import { refuseLocalOptions, refuseTokenFile } from "../target.ts";

/** Where a module's tests are unless the command line says otherwise. */
const DEFAULT_FOLDER = "test_cases";
const CLEAR_LINE = "\r\x1b[K";

/** Options of the command. */
export interface TestOptions extends ConfigOptionValues {
  /** File for the XML report. */
  readonly junit?: string | undefined;
  readonly json?: true | undefined;
  readonly tokenFile?: string | undefined;
  readonly python?: string | undefined;
}

interface TestRun {
  readonly summary: TestSummary;
  /** What was tested, for the XML report. */
  readonly suite: string;
}

/** Runs test specifications; 1 when one does not pass, 130 when interrupted. */
export async function testTarget(
  run: { target: string; spec: string | undefined },
  options: TestOptions,
  io: CliIo,
): Promise<number> {
  const target = await resolveTarget(run.target, io);
  const { summary, suite } = target.kind === "url"
    ? await testServed(target, run.spec, options, io)
    : await testModule(target.path, run.spec, options, io);
  if (options.junit !== undefined) await writeJunit(options.junit, toJunitXml(summary, suite));
  if (options.json) writeJson(io, summary);
  else writeReport(io, formatTests(summary));
  if (summary.interrupted) return EXIT.interrupted;
  return summary.failed + summary.errors === 0 ? EXIT.ok : EXIT.failed;
}

async function testModule(
  target: string,
  spec: string | undefined,
  options: TestOptions,
  io: CliIo,
): Promise<TestRun> {
  refuseTokenFile(options);
  const modulePath = await locateModule(target, io.env);
  const files = await findTestFiles(spec ?? path.join(path.dirname(modulePath), DEFAULT_FOLDER));
  const inputPath = await findInputPath(files);
  // what modules write while they are tested is nobody's to keep, unless somebody says where
  const outputPath = await Deno.makeTempDir({ prefix: "tessera-test-" });
  await using _outputs = {
    [Symbol.asyncDispose]: () => Deno.remove(outputPath, { recursive: true }),
  };
  const layer = mergeLayers(
    { outputPath, ...(inputPath === undefined ? {} : { inputPath }) },
    configFromEnv(io.env),
    layerFromOptions(options),
  );
  const suite = path.basename(path.dirname(modulePath));
  if (!isPython(modulePath)) refusePython(options, modulePath);
  const summary = await withStagedFolders(layer, io, async (staged) => {
    const config = resolveConfig(staged, PATH_POLICIES.command);
    if (isPython(modulePath)) return await testPython(modulePath, { files, config }, options, io);
    return await withModule({ target, config }, io, (runtime) => runTests(runtime, files, io));
  });
  return { summary, suite };
}

async function testServed(
  target: RemoteTarget,
  spec: string | undefined,
  options: TestOptions,
  io: CliIo,
): Promise<TestRun> {
  refuseLocalOptions({
    "--output-path": options.outputPath,
    "--debug": options.debug,
    "--python": options.python,
  });
  if (spec === undefined) {
    throw new TesseraError("usage", `Cannot test "${target.baseUrl}": found no SPEC`, {
      hint: "Pass a test file, or a folder of test_*.json",
    });
  }
  const files = await findTestFiles(spec);
  const layer = mergeLayers(configFromEnv(io.env), layerFromOptions(options));
  const config = resolveConfig(layer, PATH_POLICIES.command);
  const { tokenFile } = options;
  const host = await servedTestHost({ target, tokenFile }, { config, signal: io.signal });
  return { summary: await runTests(host, files, io), suite: target.baseUrl };
}

async function testPython(
  modulePath: string,
  { files, config }: { files: readonly string[]; config: RuntimeConfig },
  options: TestOptions,
  io: CliIo,
): Promise<TestSummary> {
  const { runPythonTests } = await import("../python/tests.ts");
  using progress = testProgress(files.length, io);
  const python = quietPythonOptions(options, io);
  const onCase = () => progress.advance();
  return await runPythonTests({ path: modulePath, config, python, files, onCase }, io);
}

async function runTests(
  host: TestHost,
  files: readonly string[],
  io: CliIo,
): Promise<TestSummary> {
  using _interrupts = io.catchInterrupts();
  using progress = testProgress(files.length, io);
  const { signal } = io;
  return await runTestFiles(host, files, { signal, onCase: () => progress.advance() });
}

/** Counts tests on a terminal; nothing of it stays. */
function testProgress(total: number, io: CliIo): Disposable & { advance(): void } {
  let done = 0;
  return {
    advance() {
      done++;
      if (io.isErrTerminal) io.writeErr(`${CLEAR_LINE}${done} of ${total} tests`);
    },
    [Symbol.dispose]() {
      if (io.isErrTerminal) io.writeErr(CLEAR_LINE);
    },
  };
}

function formatTests(summary: TestSummary): string {
  // messages of several lines stand above the summary, which must not drown in them
  const gap = summary.failed + summary.errors > 0 ? [""] : [];
  return [...summary.cases.map(formatCase), ...gap, formatSummary(summary), ""].join("\n");
}

async function writeJunit(file: string, xml: string): Promise<void> {
  const target = path.resolve(file);
  await writeResultFile(
    { folder: path.dirname(target), name: path.basename(target) },
    [new TextEncoder().encode(xml)],
  );
}
