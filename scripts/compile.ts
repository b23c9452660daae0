/**
 * Builds the executable: `deno task compile [--target TARGET] [--output FILE] [--no-bundle]`.
 *
 * Writes `dist/tessera` for this machine, or for TARGET (in the words of `deno compile`). `DENORT_BIN`, when
 * set, names the base binary; see {@linkcode denortEnvironment} for what happens otherwise.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { attachFile, canAttach } from "./attach.ts";
import { buildDeclarations, DECLARATIONS_FOLDER } from "./build_declarations.ts";
import { buildWeb, WEB_FOLDER } from "./build_web.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { denortEnvironment } from "./denort.ts";
import { ROOT, stream } from "./process.ts";
import { note } from "./terminal.ts";

const BUNDLE_FOLDER = "dist/bundle";

/** The sources as they are: what to compile when they are not bundled first. */
const UNBUNDLED: Bundle = {
  main: "main.ts",
  include: [
    "mod.ts",
    "runtime/workers/thread_worker_main.ts",
    "runtime/python/sources",
    WEB_FOLDER,
    DECLARATIONS_FOLDER,
  ],
  config: "deno.json",
};

/** What to build. */
export interface CompileOptions {
  /** Platform in Deno's words; this machine's when left out. */
  target?: string | undefined;
  /** Where to write the executable, relative to the repository's root. */
  output?: string | undefined;
  /** Whether to compile the sources as they are, which starts slower; for looking into the bundling. */
  noBundle?: boolean | undefined;
}

/**
 * Builds the executable and gives its path.
 *
 * @throws {Error} when `deno compile` fails; it has said why on stderr by then.
 */
export async function compile(options: CompileOptions = {}): Promise<string> {
  const target = options.target ?? Deno.build.target;
  const output = options.output ?? "dist/tessera";
  // also for what is run from the sources
  await buildWeb(WEB_FOLDER);
  await buildDeclarations(DECLARATIONS_FOLDER);
  const program = options.noBundle === true
    ? UNBUNDLED
    : await bundle(BUNDLE_FOLDER, canAttach(target));
  const argv = [
    Deno.execPath(),
    "compile",
    "--quiet",
    "--allow-all",
    // The code cache would be read from a file in /tmp that any user of the machine can write first.
    "--no-code-cache",
    "--no-check", // `task test` and `task ok` check the types
    // Halves the load of the type stripper; a broken WebAssembly function fails when it is first called.
    "--v8-flags=--wasm-lazy-validation,--expose-gc",
    ...(options.target === undefined ? [] : ["--target", target]),
    "--config",
    program.config,
    ...program.include.flatMap((path) => ["--include", path]),
    "--output",
    output,
    program.main,
  ];
  const { code } = await stream(argv, { env: await denortEnvironment(target) });
  if (code !== 0) throw new Error(`Cannot build ${output}: deno compile ended with code ${code}`);
  const path = output.startsWith("/") ? output : `${ROOT}/${output}`;
  if (program.attached !== undefined) await attachFile(path, program.attached);
  return path;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      target: { type: "string" },
      output: { type: "string" },
      "no-bundle": { type: "boolean" },
    },
  });
  const path = await compile({ ...values, noBundle: values["no-bundle"] });
  note(`${path}: ${((await Deno.stat(path)).size / 1e6).toFixed(0)} MB`);
}
